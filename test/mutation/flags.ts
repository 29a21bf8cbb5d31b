import { randomInt } from "node:crypto"
import { parseArgs } from "node:util"
import type { Choice } from "./choose-mutants.ts"
import { isRoom, rooms, usualCount } from "./settings.ts"

const mostSeed = 1_000_000

const wholeNumber = (name: string, text: string, least: number): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name} wants a whole number from ${least}, not "${text}"`)
  return value
}

/** Throws where a flag is wrong. */
export const readFlags = (args: readonly string[]): Choice => {
  const { values } = parseArgs({
    args: [...args],
    options: { seed: { type: "string" }, count: { type: "string" }, room: { type: "string" } },
  })
  const { seed, count, room } = values
  if (room !== undefined && !isRoom(room))
    throw new Error(`--room wants one of ${rooms.join(", ")}, not "${room}"`)
  return {
    seed: seed === undefined ? randomInt(mostSeed) : wholeNumber("seed", seed, 0),
    count: count === undefined ? usualCount : wholeNumber("count", count, 1),
    room,
  }
}
