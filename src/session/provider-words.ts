/** Fields in which providers and gateways put their own words, in any case and with any `_`. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  "message",
  "msg",
  "errormsg",
  "errormessage",
  "errordescription",
  "error",
  "errors",
  "innererror",
  "detail",
  "details",
  "description",
  "reason",
  "cause",
  "data",
  "code",
])
/** OpenRouter: what the providers behind it said. */
const PASSED_ON: ReadonlySet<string> = new Set(["raw", "previouserrors"])
/** Some gateways carry the upstream's error as JSON text in the message of theirs. */
const MAX_DEPTH = 6
/** Characters of an error that are looked at at all; what is longer is a page or an echo. */
const MAX_MESSAGE = 1_000_000
/** A refusal says what it is about in its first words; what stands further back may be anybody's. */
const MAX_WORDS = 4_000

/**
 * The provider's own words in the message of an error. The host puts the response's body behind a
 * message that says nothing: of such data only the fields for messages are read, because others
 * quote what was sent, or what a model said. White space is folded: gateways wrap lines.
 */
export const providerWords = (message: string): string =>
  words(message.slice(0, MAX_MESSAGE), 0).replaceAll(/\s+/g, " ").slice(0, MAX_WORDS)

/** A gateway's message that says no more than that another one refused. */
export const isPassedOn = (message: string): boolean =>
  /^\s*(?:[a-z ]{1,40}: )?(?:the )?(?:upstream )?(?:provider|upstream) (?:(?:returned (?:an )?)?error(?: from [\w .-]{1,40})?|request failed|returned)(?::? \d{3})?\.?\s*$/i.test(
    message,
  )

/** Data in a text begins with a name: of JSON, of Python, of a program's own print, whole or cut. */
const DATA = /(?:\[\s{0,20})?\{\s{0,20}(?:["']|\w{1,40}: ?["'[{])/g
const ESCAPED_DATA = /\{\s{0,20}\\+["']/

function words(text: string, depth: number): string {
  if (depth > MAX_DEPTH) return ""
  const said: string[] = []
  let at = 0
  for (const { index } of text.matchAll(DATA)) {
    if (index < at) continue
    const body = ownFields(text, index)
    const own = body.texts.map((field) => words(unescaped(field), depth + 1))
    said.push(outside(text.slice(at, index), depth), own.filter((one) => one !== "").join("\n"))
    at = body.end
  }
  return [...said, outside(text.slice(at), depth)].join("")
}

const outside = (text: string, depth: number): string =>
  ESCAPED_DATA.test(text) ? words(unescaped(text), depth + 1) : text

/** Whose words stand in a field: the provider's, perhaps those of one behind it, or anybody's. */
type Owner = "own" | "metadata" | "other"

function ownerOf(name: string, around: Owner): Owner {
  const field = name.toLowerCase().replaceAll("_", "")
  if (around === "own" && field === "metadata") return "metadata"
  const known = { own: OWN_FIELDS, metadata: PASSED_ON, other: undefined }[around]
  return known?.has(field) ? "own" : "other"
}

/** The texts in a body that are its sender's own, and where it ends: with the text where it is cut. */
function ownFields(text: string, from: number): { readonly texts: string[]; readonly end: number } {
  const texts: string[] = []
  const around: Owner[] = []
  let owner: Owner = "own"
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === "{" || char === "[") around.push(owner)
    if (char === ",") owner = around.at(-1) ?? "own"
    const bare = char === ":" ? bareName(text, at) : ""
    if (bare !== "") owner = ownerOf(bare, around.at(-1) ?? "own")
    if (char === "}" || char === "]") {
      owner = around.pop() ?? "own"
      if (around.length === 0) return { texts, end: at + 1 }
    }
    if (char !== '"' && char !== "'") continue
    const end = closingQuote(text, at)
    const quoted = text.slice(at + 1, end)
    if (isName(text, end + 1)) owner = ownerOf(quoted, around.at(-1) ?? "own")
    else if (owner === "own") texts.push(quoted)
    at = end
  }
  return { texts, end: text.length }
}

function closingQuote(text: string, opening: number): number {
  let at = opening + 1
  while (at < text.length && text[at] !== text[opening]) at += text[at] === "\\" ? 2 : 1
  return at
}

/** The name without quotes that ends there; empty where there is none. */
const bareName = (text: string, end: number): string =>
  /\w*$/.exec(text.slice(Math.max(0, end - 40), end))?.[0] ?? ""

/** Whether what ends there is the name of a field. */
const isName = (text: string, end: number): boolean => /^\s*:/.test(text.slice(end, end + 20))

const unescaped = (quoted: string): string =>
  quoted.replaceAll(/\\(?:u([\da-f]{4})|(.))/gis, (_, code?: string, char = "") => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    return /[nrt]/.test(char) ? " " : char
  })
