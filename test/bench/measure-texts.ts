import { runChild } from "./run-child.ts"
import type { Spent } from "./spent.ts"
import { worstTexts } from "./worst-texts.ts"

export interface TextResult {
  readonly name: string
  /** Time to count it; infinite where it took longer than a child may. */
  readonly counted: Spent
  /** Time of a request that has it as the output of a call, rendered densely. */
  readonly requested: Spent
}

const program = new URL("./text-child.js", import.meta.url)

/** The texts that cost most, each in a process of its own so that none can hold up the rest. */
export const measureTexts = (): TextResult[] =>
  Object.keys(worstTexts).map((name) => {
    const [wall = Infinity, cpu = Infinity, ...requested] = runChild(program, [name])
    const [requestWall = Infinity, requestCPU = Infinity] = requested
    return {
      name,
      counted: { wall, cpu },
      requested: { wall: requestWall, cpu: requestCPU },
    }
  })
