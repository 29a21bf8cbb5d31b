/**
 * Plays the scenes that need a real host on other versions of OpenCode, one after the other: what we
 * take for granted about a host was seen on one version. Other arguments than versions go to Vitest:
 *
 *   npm run test:hosts -- 1.18.10 test/scenes/restart.test.ts
 */
import { execFileSync, spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { hostVariable } from "../host/host-environment.ts"
import { findRepository } from "../run/find-repository.ts"
import { openRun } from "../run/run-folder.ts"
import { chooseVersions } from "./choose-versions.ts"

const repository = findRepository(path.dirname(fileURLToPath(import.meta.url)))
const manifest = z
  .object({ engines: z.object({ opencode: z.string() }) })
  .parse(JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")))

const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** On Windows npm is a script, which only a shell starts. */
const npm = (...args: readonly string[]): string =>
  execFileSync("npm", args, {
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "inherit"],
  })

// A guardian removes the folder and ends what runs in it, however this process ends.
const folder = openRun()

const play = (version: string, rest: readonly string[]): boolean => {
  const host = path.join(folder, version)
  fs.mkdirSync(host)
  npm("install", "--prefix", host, "--no-audit", "--no-fund", `opencode-ai@${version}`)
  const vitest = path.join(repository, "node_modules/vitest/vitest.mjs")
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", "--project", "host", "--no-file-parallelism", ...rest],
    { cwd: repository, stdio: "inherit", env: { ...process.env, [hostVariable]: host } },
  )
  fs.rmSync(host, { recursive: true, force: true })
  return status === 0
}

const isVersion = (argument: string): boolean => /^\d+\.\d+\.\d+/.test(argument)
const given = process.argv.slice(2)
const others = given.filter((argument) => !isVersion(argument))
// The contract is about the installed version, which the host in memory stands for.
const rest = others.length > 0 ? others : ["test/scenes"]
const published: unknown = JSON.parse(npm("view", "opencode-ai", "versions", "--json"))
const versions = chooseVersions(
  z.array(z.string()).parse(published),
  manifest.engines.opencode,
  given.filter(isVersion),
)
const outcomes = versions.map((version) => {
  print(`OpenCode ${version}`)
  return { version, isPassed: play(version, rest) }
})
for (const { version, isPassed } of outcomes)
  print(`OpenCode ${version}: ${isPassed ? "all passed" : "failed"}`)
process.exitCode = outcomes.every(({ isPassed }) => isPassed) ? 0 : 1
