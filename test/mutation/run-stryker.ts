import { spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { nameOf } from "./mutant.ts"
import type { Mutant } from "./mutant.ts"
import { chosenFile, excludedKinds, resultFile, strykerFile } from "./settings.ts"

/** Milliseconds that a mutant has above what its tests took without it, twice over. */
const patience = 60_000
const patienceFactor = 2
/** For the tests without a mutant, on a busy machine. */
const longestFirstRun = 90

/** As Stryker wants ranges: lines from 1, columns from 0. */
const rangeOf = ({ file, location: { start, end } }: Mutant): string =>
  `${file}:${start.line + 1}:${start.column}-${end.line + 1}:${end.column}`

const ownPlugin = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const settingsFor = (mutants: readonly Mutant[]): object => ({
  testRunner: "vitest-by-file",
  vitest: { configFile: "test/mutation/vitest.config.ts", related: true },
  plugins: [
    // For the options below.
    fileURLToPath(import.meta.resolve("@stryker-mutator/vitest-runner")),
    ownPlugin("file-runner.js"),
    ownPlugin("only-chosen.js"),
  ],
  checkers: ["only-chosen"],
  mutate: [...new Set(mutants.map(rangeOf))],
  mutator: { excludedMutations: excludedKinds },
  coverageAnalysis: "perTest",
  // The tree is a copy already.
  inPlace: true,
  // Stryker would read it with TypeScript's JavaScript API, which TypeScript 7 does not have.
  tsconfigFile: "none.json",
  // Nothing compiles the mutated sources.
  disableTypeChecks: false,
  // One core is left to others.
  concurrency: Math.max(1, os.availableParallelism() - 1),
  timeoutMS: patience,
  timeoutFactor: patienceFactor,
  dryRunTimeoutMinutes: longestFirstRun,
  reporters: ["json", "progress-append-only"],
  jsonReporter: { fileName: resultFile },
  // A mutant that was not chosen is an "error" to Stryker: the table is ours.
  thresholds: { break: null },
  allowConsoleColors: false,
  // That mutants of what runs while a module loads cost more is known.
  warnings: { slow: false },
  logLevel: "warn",
})

/** Runs the mutants in the copy of the tree; the result is the text of Stryker's report. */
export const runStryker = async (copy: string, mutants: readonly Mutant[]): Promise<string> => {
  const write = (name: string, value: unknown): void =>
    fs.writeFileSync(path.join(copy, name), JSON.stringify(value, null, 2))
  write(chosenFile, mutants.map(nameOf))
  write(strykerFile, settingsFor(mutants))
  const core = path.dirname(
    fileURLToPath(import.meta.resolve("@stryker-mutator/core/package.json")),
  )
  const stryker = spawn(process.execPath, [path.join(core, "bin/stryker.js"), "run", strykerFile], {
    cwd: copy,
    // The table alone is this program's output.
    stdio: ["ignore", process.stderr, process.stderr],
  })
  const [code] = await once(stryker, "close")
  if (code !== 0) throw new Error(`Stryker ended with ${code}`)
  return fs.readFileSync(path.join(copy, resultFile), "utf8")
}
