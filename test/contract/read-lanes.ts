import fs from "node:fs"
import { z } from "zod"

const lineSchema = z.object({ lane: z.string(), what: z.string(), shape: z.unknown() })

/** Session ids become numbers in the order in which they first come up. */
const numbered = () => {
  const numbers = new Map<string, string>()
  return (lane: string): string =>
    lane.replace(/ses_\w+/, (id) => {
      const number = numbers.get(id) ?? `#${numbers.size + 1}`
      numbers.set(id, number)
      return number
    })
}

/**
 * What was recorded, lane by lane. What nobody waits for, and what is asked about no session, has no
 * order, and is asked again where a slow host did not answer in time: there it counts that it is said.
 */
export const readLanes = (file: string): Map<string, readonly string[]> => {
  const lanes = new Map<string, string[]>()
  const number = numbered()
  for (const text of fs.readFileSync(file, "utf8").trimEnd().split("\n")) {
    const { lane, what, shape } = lineSchema.parse(JSON.parse(text))
    const name = number(lane)
    const lines = lanes.get(name) ?? []
    lanes.set(name, lines)
    const line = `${what} ${JSON.stringify(shape)}`
    // A part that grows is told as often as it grew.
    if (!name.startsWith("event") || lines.at(-1) !== line) lines.push(line)
  }
  for (const name of ["unordered", "call none"])
    lanes.set(name, [...new Set(lanes.get(name))].toSorted())
  return lanes
}
