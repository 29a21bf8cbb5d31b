import { randomBytes } from "node:crypto"

/** Ids of the host's shape: hexadecimal time, then chance. Within a process none comes twice. */

let newest = 0n

const TIME_BITS = 48

const stamp = (): bigint => {
  const now = BigInt(Date.now()) * 4096n
  newest = now > newest ? now : newest + 1n
  return BigInt.asUintN(TIME_BITS, newest)
}

const format = (prefix: string, time: bigint): string =>
  `${prefix}_${time.toString(16).padStart(TIME_BITS / 4, "0")}${randomBytes(7).toString("hex")}`

/** Later ids sort behind earlier ones. */
export const nextID = (prefix: "msg" | "prt" | "evt"): string => format(prefix, stamp())

/** Later sessions sort before earlier ones. */
export const nextSessionID = (): string => format("ses", BigInt.asUintN(TIME_BITS, ~stamp()))
