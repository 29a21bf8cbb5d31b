import { isFolderListing } from "../file-content.ts"

/** What an output is, as far as its digest is concerned. */
export type OutputKind =
  | "code"
  | "listing"
  | "search"
  | "diff"
  | "json"
  | "web"
  | "shell"
  | "binary"

const KIND_OF_TOOL: Readonly<Record<string, OutputKind>> = {
  read: "code",
  glob: "listing",
  list: "listing",
  ls: "listing",
  grep: "search",
  webfetch: "web",
  websearch: "web",
  codesearch: "web",
}

/** Recognised from the tool where it says it, else from the content. */
export function outputKind({
  tool,
  text,
}: {
  readonly tool: string
  readonly text: string
}): OutputKind {
  if (isBinary(text)) return "binary"
  if (isFolderListing(text)) return "listing"
  return KIND_OF_TOOL[tool] ?? kindOfContent(text)
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

function kindOfContent(text: string): OutputKind {
  const start = text.trimStart()
  if (/^(?:diff --git |Index: |--- \S)/m.test(text) && /^@@ /m.test(text)) return "diff"
  if (/^[{[]/.test(start) && isJson(start)) return "json"
  if (/^<(?:!doctype html|html)/i.test(start)) return "web"
  return "shell"
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
