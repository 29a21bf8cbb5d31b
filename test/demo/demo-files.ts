import fs from "node:fs"
import path from "node:path"

/** A real file that the demo's project gets a copy of, as it was when the demo began. */
export interface DemoFile {
  /** Path inside the project. */
  readonly path: string
  readonly lines: readonly string[]
}

/** Folders of the repository, their place in the demo's project, and how many files to take. */
const sources = [
  { from: "src", to: "src", take: 8 },
  { from: "docs", to: "docs", take: 2 },
  { from: "node_modules/zod/src/v4", to: "vendor/zod", take: 10 },
  { from: "node_modules/gpt-tokenizer/src", to: "vendor/gpt-tokenizer", take: 4 },
]

/** Large enough to weigh something, small enough that a few of them fit the window at once. */
const smallest = 4_000
const largest = 20_000

const isWanted = (file: string): boolean => {
  const { size } = fs.statSync(file)
  return (
    /\.(ts|md)$/.test(file) &&
    !/\.test\.ts$|[/\\](tests|locales|fixtures)[/\\]/.test(file) &&
    size >= smallest &&
    size <= largest
  )
}

const filesUnder = (folder: string): string[] =>
  !fs.existsSync(folder)
    ? []
    : fs
        .readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .filter(isWanted)
        .toSorted()

const spread = <Item>(items: readonly Item[], count: number): Item[] =>
  items.length <= count
    ? [...items]
    : items.filter(
        (_, index) =>
          Math.floor((index * count) / items.length) !==
          Math.floor(((index - 1) * count) / items.length),
      )

/** Takes turns between the lists, so that every part of the session meets every kind of file. */
const interleave = <Item>(lists: readonly (readonly Item[])[]): Item[] => {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat()
}

/** The files of the demo: the same list for the same state of the repository. */
export const collectDemoFiles = (repository: string): DemoFile[] =>
  interleave(
    sources.map(({ from, to, take }) => {
      const folder = path.join(repository, from)
      return spread(filesUnder(folder), take).map((file) => ({
        path: path.join(to, path.relative(folder, file)),
        lines: fs.readFileSync(file, "utf8").split("\n"),
      }))
    }),
  )
