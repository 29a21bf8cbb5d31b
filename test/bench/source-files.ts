import fs from "node:fs"
import path from "node:path"

/** A real file that the synthetic sessions read, search and edit. */
export interface SourceFile {
  readonly path: string
  readonly lines: readonly string[]
}

const folders = ["src", "node_modules/zod/src/v4", "node_modules/gpt-tokenizer/src"]
const smallest = 2_000
const largest = 40_000

export const findRepository = (folder: string): string =>
  fs.existsSync(path.join(folder, "package.json")) ? folder : findRepository(path.dirname(folder))

/** Files of this repository and of its dependencies: the same list for the same installation. */
export const collectSourceFiles = (repository: string): SourceFile[] =>
  folders
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(repository, folder), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
        .map((entry) => path.join(entry.parentPath, entry.name)),
    )
    .filter((file) => {
      const { size } = fs.statSync(file)
      return size >= smallest && size <= largest
    })
    .toSorted()
    .map((file) => ({
      path: path.relative(repository, file),
      lines: fs.readFileSync(file, "utf8").split("\n"),
    }))
