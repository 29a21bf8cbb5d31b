import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { comparisonTable, measure } from "./comparison.ts"
import { collectDemoFiles } from "./demo-files.ts"
import { driveSession } from "./drive-session.ts"
import type { DriveResult } from "./drive-session.ts"
import { styled, thousands } from "./request-line.ts"
import { createSessionScript } from "./session-script.ts"

const limit = { context: 32_000, output: 4_000 }
/** The model counts a fifth more tokens than the plugin's tokenizer, as some real ones do. */
const factor = 1.2

const findRepository = (folder: string): string =>
  fs.existsSync(path.join(folder, "package.json")) ? folder : findRepository(path.dirname(folder))

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const printProblems = (result: DriveResult): void => {
  for (const failure of result.failures) print(styled("red", `failed run: ${failure}`))
  for (const problem of result.invalid) print(styled("red", `invalid request: ${problem}`))
}

const main = async (): Promise<number> => {
  const started = Date.now()
  const repository = findRepository(path.dirname(fileURLToPath(import.meta.url)))
  const files = collectDemoFiles(repository)
  const turns = createSessionScript(files)
  const steps = turns.reduce((sum, turn) => sum + turn.steps.length, 0)
  const entry = path.join(repository, "dist/index.js")
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compaction-demo-"))
  const drive = (plugin?: string) =>
    driveSession({
      turns,
      files,
      limit,
      factor,
      root: path.join(folder, "host"),
      print,
      ...(plugin !== undefined && { plugin }),
    })
  print(
    `One session of ${turns.length} user messages and ${steps} steps, on the real OpenCode with a scripted model on`,
  )
  print(
    `loopback: context ${thousands(limit.context)}, output ${thousands(limit.output)}, tokens counted as ${factor} × o200k. No network, no key.\n`,
  )
  try {
    print(styled("bold", "Without the plugin"))
    const without = await drive()
    printProblems(without)
    if (!fs.existsSync(entry)) {
      print(styled("red", "\ndist/index.js is missing: npm run build"))
      return 1
    }
    print(styled("bold", "\nWith the plugin"))
    const withPlugin = await drive(pathToFileURL(entry).href)
    printProblems(withPlugin)
    const measures = measure(withPlugin, turns)
    print(`\n${comparisonTable(measure(without, turns), measures)}`)
    print(`\n${Math.round((Date.now() - started) / 1000)} s`)
    return explain({ refused: measures.refused, result: withPlugin })
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

const explain = ({ refused, result }: { refused: number; result: DriveResult }): number => {
  if (result.journaled === 0)
    print(styled("red", "The plugin wrote no journal: it was not loaded, or could not start."))
  if (refused > 0)
    print(styled("red", `With the plugin ${refused} requests were too large for the model.`))
  return refused > 0 || result.journaled === 0 ? 1 : 0
}

process.exitCode = await main()
