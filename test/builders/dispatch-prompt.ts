import { compileDispatch } from "../../src/dispatch/prompt/compile-dispatch.ts"
import type { CompiledDispatch, CompileInput } from "../../src/dispatch/prompt/compile-dispatch.ts"
import type { DispatchFrame } from "../../src/dispatch/prompt/dispatch-prompt.ts"
import { digest } from "../../src/host/digest.ts"

/** Four characters a token, as the golden figures were measured. */
export const quarter = (text: string): number => Math.ceil(text.length / 4)

/** A contract of ordinary length, with both markers. */
export const CONTRACT = [
  "Answer with one block between the markers, and nothing after it:",
  "BEGIN_DISPATCH_RESULT",
  '{"task_id": string, "status": "completed"|"blocked"|"failed", "summary": string, "files_changed": string[],',
  '"tests": [{"command": string, "passed": boolean, "failures"?: string[]}], "follow_up_actions": string[]}',
  "END_DISPATCH_RESULT",
  "task_id is the one that is given below. Every array is required, an empty one is [].",
].join("\n")

export const frame = (overrides: Partial<DispatchFrame> = {}): DispatchFrame => ({
  role: "implementer",
  contract: CONTRACT,
  taskID: "task-7",
  maxOutputTokens: 800,
  delta: { task_id: "task-7" },
  guide: { mode: "none", text: "", cacheKey: "implementer:run-1" },
  ...overrides,
})

/** What is compiled where nothing else is said: a framed task with everything switched on. */
export const compileInput = (
  task: string,
  overrides: Partial<CompileInput> & { readonly frame?: DispatchFrame | undefined } = {},
): CompileInput => {
  const { frame: framed, ...rest } = { frame: frame(), ...overrides }
  return {
    prompt: { frame: framed, task },
    budget: 4_000,
    count: quarter,
    digest,
    settings: { auto: true, prune: true, compact: true },
    compactionContext: [],
    ...rest,
  }
}

/** The compiled prompt; fails where there is none. */
export const compiled = (input: CompileInput): Extract<CompiledDispatch, { readonly ok: true }> => {
  const result = compileDispatch(input)
  if (!result.ok) throw new Error(`nothing fits: ${result.unfit.join(", ")}`)
  return result
}

/** The handles of the placeholders in a text, in their order. */
export const handlesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\[compacted: [^\n[\]]+, \d+ chars, sha256:([0-9a-f]{8}); recall \1\]/g)].map(
    ([, handle = ""]) => handle,
  )

/** Lines that differ, of so many characters each. */
export const numbered = (count: number, characters: number): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    `line ${index + 1} tells of the ${WORDS[index % WORDS.length]} in module ${index * 7} and its callers`
      .padEnd(characters, " and so on")
      .slice(0, characters)
      .replace(/ $/, "."),
  )

const WORDS = ["parser", "lexer", "writer", "reader", "cache", "index", "queue"]
