import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { comparisonTable, measure } from "./comparison.ts"
import { collectDemoFiles } from "./demo-files.ts"
import { driveSession } from "./drive-session.ts"
import type { DriveResult } from "./drive-session.ts"
import { introduction, legendTable, legendWith, legendWithout } from "./legend.ts"
import { createSessionScript } from "./session-script.ts"
import { styled, wrap } from "./text.ts"
import { verdict } from "./verdict.ts"

const limit = { context: 32_000, output: 4_000 }
/** The model counts a fifth more tokens than the plugin's tokenizer, as some real ones do. */
const factor = 1.2

const findRepository = (folder: string): string =>
  fs.existsSync(path.join(folder, "package.json")) ? folder : findRepository(path.dirname(folder))

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const printAll = (lines: readonly string[]): void => lines.forEach(print)

const printAlarm = (text: string): void => printAll(wrap(text).map((line) => styled("red", line)))

const printPart = (title: string, legend: readonly string[]): void =>
  printAll(["", styled("bold", title), ...legend.map((line) => styled("dim", line))])

const main = async (): Promise<number> => {
  const started = Date.now()
  const repository = findRepository(path.dirname(fileURLToPath(import.meta.url)))
  const files = collectDemoFiles(repository)
  const turns = createSessionScript(files)
  const entry = path.join(repository, "dist/index.js")
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compaction-demo-"))
  const drive = async (plugin?: string) => {
    const result = await driveSession({
      turns,
      files,
      limit,
      factor,
      root: path.join(folder, "host"),
      print,
      ...(plugin !== undefined && { plugin }),
    })
    for (const problem of result.invalid) printAlarm(`invalid request: ${problem}`)
    return result
  }
  printAll(wrap(introduction({ turns, limit, factor })))
  try {
    printPart("Without the plugin", legendWithout(limit))
    const without = measure(await drive())
    if (!fs.existsSync(entry)) {
      printAlarm("dist/index.js is missing: npm run build")
      return 1
    }
    printPart("With the plugin", legendWith)
    const result = await drive(pathToFileURL(entry).href)
    const withPlugin = measure(result)
    printPart("Side by side", legendTable)
    printAll(comparisonTable(without, withPlugin))
    const seconds = Math.round((Date.now() - started) / 1000)
    printAll(["", ...wrap(`${verdict(without, withPlugin)} (${seconds} s)`)])
    return explain({ refused: withPlugin.refused, result })
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** The exit code, and why it is not 0. */
const explain = ({ refused, result }: { refused: number; result: DriveResult }): number => {
  if (result.journaled === 0)
    printAlarm("The plugin wrote no journal: it was not loaded, or could not start.")
  if (refused > 0) printAlarm(`With the plugin ${refused} requests were too large for the model.`)
  return refused > 0 || result.journaled === 0 ? 1 : 0
}

process.exitCode = await main()
