import { runChild } from "./run-child.ts"
import { median } from "./statistics.ts"

/** Megabytes that the plugin adds, after a collection of garbage. */
export interface MemoryResult {
  readonly resident: number
  readonly heap: number
}

const runs = 3
const program = new URL("./memory-child.js", import.meta.url)

/** The same requests with and without the plugin, each in a process of its own. */
export function measureMemory(tokens: number): MemoryResult {
  const pairs = Array.from({ length: runs }, () => {
    const [resident = 0, heap = 0] = runChild(program, ["without", String(tokens)])
    const [withResident = 0, withHeap = 0] = runChild(program, ["with", String(tokens)])
    return { resident: withResident - resident, heap: withHeap - heap }
  })
  return {
    resident: median(pairs.map(({ resident }) => resident)),
    heap: median(pairs.map(({ heap }) => heap)),
  }
}
