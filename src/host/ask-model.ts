import { quote } from "../session/quote.ts"
import type { ChatRequest } from "../replay/chat-request.ts"
import type { LiveFlags } from "./replay-flags.ts"

export type AskedModel =
  | { readonly ok: true; readonly body: unknown }
  /** `fatal`: asking again, or something else, would fail alike. */
  | { readonly ok: false; readonly problem: string; readonly fatal: boolean }

/** A refusal that passes is tried again this many times, after a pause that doubles. */
const RETRIES = 2
const FIRST_PAUSE_MS = 500
/** Characters of an error page that are shown. */
const MAX_SHOWN = 200

/** Asks an OpenAI-compatible endpoint once for an answer. */
export async function askModel(
  { url, key, timeoutMs }: LiveFlags,
  request: ChatRequest,
): Promise<AskedModel> {
  const address = `${url.replace(/(?<!\/)\/+$/, "").replace(/\/chat\/completions$/, "")}/chat/completions`
  let answer = await post(address, { key, timeoutMs, request })
  for (let retry = 0; retry < RETRIES && !answer.ok && answer.passing; retry++) {
    await new Promise((resume) => setTimeout(resume, FIRST_PAUSE_MS * 2 ** retry))
    answer = await post(address, { key, timeoutMs, request })
  }
  return answer
}

type Posted = AskedModel & { readonly passing?: boolean }

async function post(
  address: string,
  { key, timeoutMs, request }: { key: string | undefined; timeoutMs: number; request: ChatRequest },
): Promise<Posted> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      body: JSON.stringify(request),
      // The session goes to the address that was named, and to no other.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await response.text()
    if (response.ok)
      return (
        parseBody(text) ?? failed(`${address} answered with something that is not JSON`, "single")
      )
    const shown = quote(text, { characters: MAX_SHOWN, cuts: "end" })
    const problem = `${address} answered ${response.status}${shown === "" ? "" : `: ${shown}`}`
    if (response.status === 429 || response.status >= 500) return failed(problem, "passing")
    // A prompt may be too large or not to a model's liking; a wrong key or address concerns all.
    return failed(problem, [401, 403, 404, 405].includes(response.status) ? "fatal" : "single")
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError")
      return failed(`${address} gave no answer within ${timeoutMs / 1_000} s`, "single")
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return failed(
      `${address} cannot be reached (${cause instanceof Error ? cause.message : String(cause)})`,
      "unreachable",
    )
  }
}

function parseBody(text: string): Posted | undefined {
  try {
    return { ok: true, body: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const failed = (problem: string, kind: "fatal" | "passing" | "single" | "unreachable"): Posted => ({
  ok: false,
  problem,
  fatal: kind === "fatal" || kind === "unreachable",
  passing: kind === "passing" || kind === "unreachable",
})
