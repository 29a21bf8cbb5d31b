import { pluginEntry } from "./plugged-session.ts"
import { runChild } from "./run-child.ts"
import type { Spent } from "./spent.ts"
import { median } from "./statistics.ts"

export interface ImportResult {
  /** Time over the import of an empty module. */
  readonly plugin: Spent
  /** Milliseconds of the tokenizer's import, which the first message starts. */
  readonly tokenizer: number
}

const runs = 9
const emptyModule = "data:text/javascript,"

/** What the plugin adds to the start of the host; each import in a process of its own. */
export function measureImport(): ImportResult {
  const program = new URL("./import-child.js", import.meta.url)
  const pairs = Array.from({ length: runs }, () => {
    const [emptyWall = 0, emptyCPU = 0] = runChild(program, [emptyModule])
    const [wall = 0, cpu = 0, tokenizer = 0] = runChild(program, [pluginEntry.href])
    return { emptyWall, emptyCPU, wall, cpu, tokenizer }
  })
  const middle = (key: keyof (typeof pairs)[number]): number =>
    median(pairs.map((pair) => pair[key]))
  return {
    plugin: { wall: middle("wall") - middle("emptyWall"), cpu: middle("cpu") - middle("emptyCPU") },
    tokenizer: middle("tokenizer"),
  }
}
