type Lanes = ReadonlyMap<string, readonly string[]>

const margin = 60
const shown = 200

/** The stretch of two lines in which they first differ. */
const around = (a = "(nothing)", b = "(nothing)"): string => {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  const from = Math.max(0, at - margin)
  return `${a.split(" ")[0]}: real …${a.slice(from, from + shown)} | memory …${b.slice(from, from + shown)}`
}

/** Where two recordings differ first, lane by lane; empty where they are the same. */
export const compareLanes = (real: Lanes, memory: Lanes): string[] =>
  [...new Set([...real.keys(), ...memory.keys()])].flatMap((lane) => {
    const [theirs = [], ours = []] = [real.get(lane), memory.get(lane)]
    const longest = Math.max(theirs.length, ours.length)
    for (let index = 0; index < longest; index++)
      if (theirs[index] !== ours[index])
        return [`${lane}, line ${index}: ${around(theirs[index], ours[index])}`]
    return []
  })
