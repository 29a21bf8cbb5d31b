import { BEGIN_MARKER, CONTRACT_ERRORS, END_MARKER } from "../run/contract.ts"
import { UNUSABLE_ANSWER } from "../run/contract-texts.ts"
import { parseResult } from "../run/parse-result.ts"
import type { ParseResultInput, ParsedResult } from "../run/parse-result.ts"

/** Reads an answer back from what the orchestrator was given in its place: the result alone, or why there is none. */
export function readParentForm(input: ParseResultInput): ParsedResult {
  const first = input.text.split("\n", 1)[0] ?? ""
  if (first.startsWith("{"))
    return parseResult({ ...input, text: `${BEGIN_MARKER}\n${first}\n${END_MARKER}` })
  const named = UNUSABLE_ANSWER.exec(first)?.[1]
  const code = CONTRACT_ERRORS.find((error) => error === named)
  return code ? { ok: false, code, detail: first } : parseResult(input)
}
