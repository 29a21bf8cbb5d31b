import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { findRepository } from "../run/find-repository.ts"
import { openRun } from "../run/run-folder.ts"
import { chooseMutants } from "./choose-mutants.ts"
import { copyTree } from "./copy-tree.ts"
import { readFlags } from "./flags.ts"
import { isUnder, sharesOf } from "./judge.ts"
import { listMutants } from "./list-mutants.ts"
import { readResults } from "./read-results.ts"
import { tableLines, unnoticedLines } from "./report.ts"
import { runStryker } from "./run-stryker.ts"

const print = (lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`)

const started = performance.now()
const choice = readFlags(process.argv.slice(2))
const repository = findRepository(path.dirname(fileURLToPath(import.meta.url)))
// A guardian removes the folder and ends what runs in it, however this process ends.
const copy = path.join(openRun(), "tree")
fs.mkdirSync(copy)
copyTree(repository, copy)

const all = await listMutants(copy)
const mutants = chooseMutants(all, choice)
print([`seed ${choice.seed}: ${mutants.length} of ${all.length} mutants`])

const results = readResults(await runStryker(copy, mutants), mutants)
const shares = sharesOf(results)
print([...unnoticedLines(results), "", ...tableLines(shares)])

const seconds = Math.round((performance.now() - started) / 1000)
print([
  "",
  `seed ${choice.seed}, ${seconds} s, ${(seconds / mutants.length).toFixed(1)} s a mutant`,
])

const under = shares.filter((share) => isUnder(share, shares.length === 1))
for (const { name, noticed } of under)
  print([`Too few noticed in ${name}: ${noticed.toFixed(1)} %`])
process.exitCode = under.length > 0 ? 1 : 0
