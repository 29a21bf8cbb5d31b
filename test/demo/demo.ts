import fs from "node:fs"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { findRepository } from "../run/find-repository.ts"
import { openRun } from "../run/run-folder.ts"
import { comparisonTable, measure } from "./comparison.ts"
import { collectDemoFiles } from "./demo-files.ts"
import { driveSession } from "./drive-session.ts"
import { introduction, legendTable, legendWith, legendWithout } from "./legend.ts"
import { createSessionScript } from "./session-script.ts"
import { styled, wrap } from "./text.ts"
import { isComparable, problems, verdict } from "./verdict.ts"
import type { Half, Halves } from "./verdict.ts"

const limit = { context: 32_000, output: 4_000 }
/** The model counts a fifth more tokens than the plugin's tokenizer, as some real ones do. */
const factor = 1.2

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const printAll = (lines: readonly string[]): void => lines.forEach(print)

const printAlarm = (text: string): void => printAll(wrap(text).map((line) => styled("red", line)))

const printPart = (title: string, legend: readonly string[]): void =>
  printAll(["", styled("bold", title), ...legend.map((line) => styled("dim", line))])

const printComparison = ({ without, withPlugin }: Halves, seconds: number): void => {
  printPart("Side by side", legendTable)
  printAll(comparisonTable(without.measures, withPlugin.measures))
  const text = verdict(without.measures, withPlugin.measures)
  printAll(["", ...wrap(`${text} (${seconds} s)`)])
}

/** The exit code. */
const main = async (): Promise<number> => {
  const started = Date.now()
  const repository = findRepository(path.dirname(fileURLToPath(import.meta.url)))
  const entry = path.join(repository, "dist/index.js")
  if (!fs.existsSync(entry)) {
    printAlarm("dist/index.js is missing: npm run build")
    return 1
  }
  const files = collectDemoFiles(repository)
  const turns = createSessionScript(files)
  // In the run's folder, which goes however the demo ends.
  const root = path.join(openRun(), "demo")
  const drive = async (plugin?: string): Promise<Half> => {
    const options = { turns, files, limit, factor, root, print }
    const result = await driveSession({ ...options, ...(plugin !== undefined && { plugin }) })
    for (const problem of result.invalid) printAlarm(`invalid request: ${problem}`)
    const { journaled, aborted } = result
    return { measures: measure(result), journaled, aborted }
  }
  printAll(wrap(introduction({ turns, limit, factor })))
  printPart("Without the plugin", legendWithout(limit))
  const without = await drive()
  printPart("With the plugin", legendWith)
  const halves = { without, withPlugin: await drive(pathToFileURL(entry).href) }
  if (isComparable(halves)) printComparison(halves, Math.round((Date.now() - started) / 1000))
  const found = problems(halves)
  found.forEach(printAlarm)
  return found.length > 0 ? 1 : 0
}

process.exitCode = await main()
