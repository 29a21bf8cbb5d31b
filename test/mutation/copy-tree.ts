import { execFileSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

const list = (repository: string, ...flags: readonly string[]): string[] =>
  execFileSync("git", ["ls-files", "-z", ...flags], { cwd: repository, encoding: "utf8" })
    .split("\0")
    .filter(Boolean)

/**
 * Copies the files of the repository as they are now, but those that git ignores, and builds dist,
 * which some tests need. Mutants are put into the copy alone.
 */
export const copyTree = (repository: string, copy: string): void => {
  for (const name of list(repository, "--cached", "--others", "--exclude-standard")) {
    const source = path.join(repository, name)
    // Git lists what is removed and not committed yet.
    if (!fs.existsSync(source)) continue
    fs.mkdirSync(path.dirname(path.join(copy, name)), { recursive: true })
    fs.copyFileSync(source, path.join(copy, name))
  }
  fs.symlinkSync(path.join(repository, "node_modules"), path.join(copy, "node_modules"), "junction")
  const compiler = path.join(repository, "node_modules/typescript/bin/tsc")
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: copy,
    stdio: ["ignore", "inherit", "inherit"],
  })
}
