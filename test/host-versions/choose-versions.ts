const numbersOf = (version: string): number[] => version.split(".").map(Number)

const inOrder = (first: string, second: string): number => {
  const others = numbersOf(second)
  const differences = numbersOf(first).map((number, place) => number - (others[place] ?? 0))
  return differences.find((difference) => difference !== 0) ?? 0
}

/** The releases that the range of an `engines` entry such as `>=1.18.0` admits, of its own line. */
const supported = (published: readonly string[], range: string): string[] => {
  const least = /^>=(\d+\.\d+\.\d+)$/.exec(range)?.[1]
  if (least === undefined) throw new Error(`Not a range from one version on: ${range}`)
  const line = least.slice(0, least.lastIndexOf(".") + 1)
  return published
    .filter((version) => version.startsWith(line) && /^[\d.]+$/.test(version))
    .filter((version) => inOrder(version, least) >= 0)
    .toSorted(inOrder)
}

/** The oldest and the newest supported version that can be installed; the asked ones, if any are. */
export const chooseVersions = (
  published: readonly string[],
  range: string,
  asked: readonly string[],
): string[] => {
  const known = supported(published, range)
  const unknown = asked.find((version) => !known.includes(version))
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${known.join(", ")}`)
  const [oldest] = known
  const newest = known.at(-1)
  if (oldest === undefined || newest === undefined) throw new Error(`npm has no OpenCode ${range}`)
  return [...new Set(asked.length > 0 ? asked : [oldest, newest])]
}
