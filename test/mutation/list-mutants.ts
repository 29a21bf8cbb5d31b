import fs from "node:fs"
import path from "node:path"
import { Instrumenter } from "@stryker-mutator/instrumenter"
import type { Mutant } from "./mutant.ts"
import { excludedFiles, excludedKinds } from "./settings.ts"

const never = (): boolean => false
const nothing = (): void => {}
const silent = {
  isTraceEnabled: never,
  isDebugEnabled: never,
  isInfoEnabled: never,
  isWarnEnabled: never,
  isErrorEnabled: never,
  isFatalEnabled: never,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
}

const sourcesOf = (tree: string): string[] =>
  fs
    .readdirSync(path.join(tree, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join("src", name.replaceAll(path.sep, "/")))
    .filter((name) => name.endsWith(".ts") && !excludedFiles.includes(name))
    .toSorted()

/** The text between two places of a source, counted from 0. */
const textAt = (lines: readonly string[], { start, end }: Mutant["location"]): string =>
  lines
    .slice(start.line, end.line + 1)
    .map((line, index, all) =>
      line.slice(
        index === 0 ? start.column : 0,
        index === all.length - 1 ? end.column : line.length,
      ),
    )
    .join("\n")

/** Every mutant that Stryker knows for the sources of this tree, in the order of the sources. */
export const listMutants = async (tree: string): Promise<Mutant[]> => {
  const files = sourcesOf(tree).map((name) => ({
    name,
    content: fs.readFileSync(path.join(tree, name), "utf8"),
    mutate: true,
  }))
  const lines = new Map(files.map(({ name, content }) => [name, content.split("\n")]))
  const { mutants } = await new Instrumenter(silent).instrument(files, {
    plugins: null,
    ignorers: [],
    excludedMutations: excludedKinds,
  })
  return mutants
    .filter(({ status }) => status === undefined)
    .map(({ fileName, mutatorName, location, replacement }) => ({
      file: fileName,
      kind: mutatorName,
      location,
      original: textAt(lines.get(fileName) ?? [], location),
      replacement,
    }))
}
