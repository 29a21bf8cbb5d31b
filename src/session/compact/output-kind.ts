import { isFolderListing } from "../file-content.ts"

/** What an output is, as far as its skeleton is concerned. */
export type OutputKind =
  | "code"
  | "listing"
  | "search"
  | "diff"
  | "history"
  | "json"
  | "page"
  | "shell"
  | "minified"
  | "binary"

const KIND_OF_TOOL: Readonly<Record<string, OutputKind>> = {
  read: "code",
  glob: "listing",
  list: "listing",
  ls: "listing",
  grep: "search",
  webfetch: "page",
  websearch: "page",
  codesearch: "page",
}

/** What a file that was read holds, where its name says that it is no code. */
const KIND_OF_ENDING: Readonly<Record<string, OutputKind>> = {
  md: "page",
  mdx: "page",
  rst: "page",
  adoc: "page",
  txt: "page",
  html: "page",
  htm: "page",
  log: "shell",
  out: "shell",
  diff: "diff",
  patch: "diff",
}

export interface OutputKindInput {
  readonly tool: string
  readonly text: string
  /** The plain lines of the text. */
  readonly lines: readonly string[]
}

/** Recognised from the tool and the file it read where they say it, else from the content. */
export function outputKind({ tool, text, lines }: OutputKindInput): OutputKind {
  if (isBinary(text)) return "binary"
  if (isFolderListing(text)) return "listing"
  const kind = KIND_OF_TOOL[tool] ?? kindOfContent(lines)
  if (kind === "code" || kind === "shell") {
    if (isJson(lines)) return "json"
    if (isMinified(lines)) return "minified"
  }
  if (kind !== "code") return kind
  return KIND_OF_ENDING[endingOf(text)] ?? kind
}

/** Among the first characters, more control characters than this share make it no text. */
const BINARY_SHARE = 0.05
const SAMPLE_CHARS = 4_000

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const STRANGE = /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\ufffd]/g

function isBinary(text: string): boolean {
  const sample = text.slice(0, SAMPLE_CHARS)
  return (sample.match(STRANGE)?.length ?? 0) > BINARY_SHARE * sample.length
}

const FILE_PATH = /^<path>[^\n]{0,400}\.([A-Za-z]{1,5})<\/path>\n/

const endingOf = (text: string): string => (FILE_PATH.exec(text)?.[1] ?? "").toLowerCase()

/** Of the first lines with content, at least this share has the form of a kind. */
const FORM_SHARE = 0.6
const SAMPLE_LINES = 60

const FILE_CHANGE = /^(?:diff --(?:git|cc|combined) |Index: |--- \S)/
/** In the diff of a merge it has a mark more for each further parent. */
const HUNK = /^@@+ /
const COMMIT = /^commit [0-9a-f]{7,40}\b/
const COMMIT_LINE = /^[*|/\\ ]{0,12}[0-9a-f]{7,12} (?:\([^)]{1,200}\) )?\S/
const MATCH_LINE = /^[^\s:][^:]{0,300}:\d{1,7}:/
const PATH_LINE = /^\.{0,2}\/?(?:[^\s/:]{1,100}\/){1,40}[^\s/:]{0,100}$/
const FILE_ENTRY = /^(?:total \d|[-dlcbps][-rwxsStT]{9}[.+@]?\s)/
const ERROR_PLACE = /^[^\s:]{1,300}:\d{1,7}:(?:\d{1,7}:)? (?:fatal )?(?:error|warning|note)\b/i

function kindOfContent(lines: readonly string[]): OutputKind {
  const filled = lines.filter((line) => line.trim() !== "")
  const [first = ""] = filled
  if (/^\s*<(?:!doctype html|html)/i.test(first)) return "page"
  if (filled.some((line) => FILE_CHANGE.test(line)) && filled.some((line) => HUNK.test(line)))
    return "diff"
  if (COMMIT.test(first)) return "history"
  const sample = filled.slice(0, SAMPLE_LINES)
  const most = (form: RegExp): boolean =>
    sample.length > 2 &&
    sample.filter((line) => form.test(line)).length >= FORM_SHARE * sample.length
  if (most(COMMIT_LINE)) return "history"
  if (most(MATCH_LINE) && !sample.some((line) => ERROR_PLACE.test(line))) return "search"
  return most(PATH_LINE) || most(FILE_ENTRY) ? "listing" : "shell"
}

function isJson(lines: readonly string[]): boolean {
  const text = lines.join("\n").trim()
  if (!/^[{[]/.test(text) || !/[}\]]$/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Code with so many characters a line was not written by hand. */
const MINIFIED_CHARS = 400

function isMinified(lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line.trim() !== "")
  const characters = filled.reduce((sum, line) => sum + line.length, 0)
  return characters > MINIFIED_CHARS * filled.length && /[;{}]/.test(filled[0] ?? "")
}
