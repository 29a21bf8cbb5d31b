/** The size to which the largest must be cut so that together they lose `excess`. */
export function commonCap(sizes: readonly number[], excess: number): number {
  const sorted = sizes.toSorted((a, b) => b - a)
  let sum = 0
  for (const [index, size] of sorted.entries()) {
    sum += size
    const cap = (sum - excess) / (index + 1)
    if (cap >= (sorted[index + 1] ?? 0)) return Math.floor(cap)
  }
  return 0
}
