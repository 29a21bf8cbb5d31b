/** A list that counts how often it is read: what grows faster than its input is seen in steps. */
export function countedReads<T extends object>(
  items: T[],
): { readonly items: T[]; readonly reads: () => number } {
  let count = 0
  const get = (target: T[], key: string | symbol): unknown => {
    count++
    return Reflect.get(target, key)
  }
  return { items: new Proxy(items, { get }), reads: () => count }
}
