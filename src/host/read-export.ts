import { quote } from "../session/quote.ts"
import fs from "node:fs"
import path from "node:path"
import zlib from "node:zlib"
import type { RecordedMessage, RecordedSession } from "../replay/recorded-session.ts"
import { asRecord, isRecord } from "../session/is-record.ts"

export type ReadExport =
  | { readonly ok: true; readonly session: RecordedSession }
  | { readonly ok: false; readonly problem: string }

/** An archive of a few kilobytes may become any number of gigabytes. */
const MOST_BYTES = 2 ** 29

/** Reads a file that `opencode export` wrote, also gzipped. */
export function readExport(file: string): ReadExport {
  const failed = (what: string): ReadExport => ({ ok: false, problem: `${file}: ${what}` })
  let text: string
  try {
    // A pipe may be meant; a terminal or a device without an end is not.
    const stat = fs.statSync(file)
    if (stat.isCharacterDevice() || stat.isBlockDevice()) return failed("is a device, not a file")
    const bytes = fs.readFileSync(file)
    // By its first bytes, because a downloaded file may have lost its ending.
    text = (
      bytes[0] === 0x1f && bytes[1] === 0x8b
        ? zlib.gunzipSync(bytes, { maxOutputLength: MOST_BYTES })
        : bytes
    ).toString("utf8")
  } catch (error) {
    return failed(`cannot be read (${causeOf(error)})`)
  }
  const parsed = parseAfterLog(text)
  if (!parsed.ok) return failed(parsed.problem)
  const { value } = parsed
  // A list is what the server's own interface gives for a session.
  const list = Array.isArray(value) ? value : isRecord(value) ? value["messages"] : undefined
  if (!Array.isArray(list))
    return failed("is JSON without a list of messages: not an export of OpenCode")
  const messages: RecordedMessage[] = []
  for (const [index, entry] of list.entries()) {
    const { info, parts } = asRecord(entry)
    const { role } = asRecord(info)
    if (!Array.isArray(parts) || (role !== "user" && role !== "assistant"))
      return failed(
        `message ${index + 1} of ${list.length} has no role or no parts: not an export of OpenCode`,
      )
    messages.push({ info, parts })
  }
  if (!messages.some(({ info }) => asRecord(info)["role"] === "assistant"))
    return failed("holds no answer of a model: there is nothing to replay")
  return { ok: true, session: { name: nameOf(file), messages, ...identityOf(value, messages) } }
}

const nameOf = (file: string): string =>
  path
    .basename(file)
    .replace(/\.gz$/, "")
    .replace(/\.json$/, "")

function identityOf(
  value: unknown,
  messages: readonly RecordedMessage[],
): { readonly id: string; readonly directory: string } {
  const { id, directory } = asRecord(asRecord(value)["info"])
  const sessionID = id ?? asRecord(messages[0]?.info)["sessionID"]
  return {
    id: typeof sessionID === "string" ? sessionID : "ses_unknown",
    directory: typeof directory === "string" ? directory : "",
  }
}

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string }

/** Lines of a log that may stand before the JSON; more than that is no export. */
const MAX_LOG_LINES = 50

/** Older versions wrote lines of their log first, which may hold brackets themselves. */
function parseAfterLog(text: string): Parsed {
  if (text.trim() === "") return { ok: false, problem: "is empty" }
  let problem = "holds no JSON"
  let start = 0
  for (let line = 0; line <= MAX_LOG_LINES; line++) {
    const end = text.indexOf("\n", start)
    for (const opening of ["{", "["]) {
      const found = text.indexOf(opening, start)
      if (found < 0 || (end >= 0 && found > end)) continue
      try {
        return { ok: true, value: JSON.parse(text.slice(found)) }
      } catch (error) {
        if (/^\{\s*"/.test(text.slice(found, found + 100)))
          problem = `is damaged or cut off (${causeOf(error)})`
      }
    }
    if (end < 0) break
    start = end + 1
  }
  return { ok: false, problem }
}

const causeOf = (error: unknown): string =>
  quote(error instanceof Error ? error.message : String(error), { characters: 200, cuts: "end" })
