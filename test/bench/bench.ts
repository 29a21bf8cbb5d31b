import os from "node:os"
import { openRun } from "../run/run-folder.ts"
import { goalLines, isMet, MOST_FOR_A_SHAPE, worstShape } from "./goals.ts"
import { runInHost } from "./run-child.ts"
import { longSessionRatios, longSessionTimes } from "./long-goals.ts"
import { measureCrowds } from "./measure-crowds.ts"
import { measureImport } from "./measure-import.ts"
import { measureLongSessions } from "./measure-long-sessions.ts"
import { measureMemory } from "./measure-memory.ts"
import { measureReplay } from "./measure-replay.ts"
import { measureRequests } from "./measure-requests.ts"
import type { RequestsResult } from "./measure-requests.ts"
import { measureShapes } from "./measure-shapes.ts"
import { measureShortening } from "./measure-shortening.ts"
import { measureTexts } from "./measure-texts.ts"
import {
  longSessionLines,
  replayLines,
  requestLines,
  shapeLines,
  shorteningLines,
  textLines,
} from "./report.ts"
import { collectSourceFiles, findRepository } from "./source-files.ts"

const largest = 1_000_000
const cases = [
  { tokens: 50_000, pressed: false },
  { tokens: 200_000, pressed: false },
  { tokens: largest, pressed: false },
  { tokens: 200_000, pressed: true },
  { tokens: largest, pressed: true },
]

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`)
const runtime = process.versions["bun"]
  ? `Bun ${process.versions["bun"]}`
  : `Node ${process.version}`

const started = performance.now()
// What the bench and its children keep on disk goes, however the bench ends.
openRun()
const files = collectSourceFiles(findRepository(new URL(".", import.meta.url).pathname))
print([`${runtime}, ${os.availableParallelism()} cores, load ${os.loadavg()[0]?.toFixed(1)}`])

const requests: RequestsResult[] = []
for (const each of cases) requests.push(await measureRequests({ files, ...each }))
print(["", ...requestLines(requests)])

const imported = measureImport()
print(["", `tokenizer import, with the first message: ${imported.tokenizer.toFixed(0)} ms`])
const texts = measureTexts()
print(["", ...textLines(texts)])
const shortened = await measureShortening()
print(["", ...shorteningLines(shortened)])
const long = await measureLongSessions()
print(["", ...longSessionLines(long)])
const ratios = longSessionRatios(long)
const shapes = [...(await measureShapes(files)), ...measureCrowds()]
print(["", ...shapeLines(shapes)])
const memory = measureMemory(largest)
const replayed = await measureReplay(files)
print(["", ...replayLines(replayed.sessions)])
print([
  "",
  ...goalLines({
    requests,
    imported,
    texts,
    shortened,
    shapes,
    memory,
    long: [...longSessionTimes(long), ...ratios],
    replayed: replayed.spent,
  }),
])
print(["", "shapes in the host's runtime:"])
runInHost(new URL("./shapes-child.js", import.meta.url))
if (worstShape(shapes) > MOST_FOR_A_SHAPE) process.exitCode = 1
print(["", `${Math.round((performance.now() - started) / 1000)} s`])
if (!ratios.every(isMet)) process.exitCode = 1
