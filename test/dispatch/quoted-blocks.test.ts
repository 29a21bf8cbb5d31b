import { expect, it } from "vitest"
import { BEGIN_MARKER, END_MARKER, statedContract } from "../../src/dispatch/run/contract.ts"
import { parseResult } from "../../src/dispatch/run/parse-result.ts"
import type { ParsedResult } from "../../src/dispatch/run/parse-result.ts"
import { implementerResult } from "../builders/dispatch-records.ts"

const result = implementerResult()
const json = JSON.stringify(result)
const block = (body: string): string => `${BEGIN_MARKER}\n${body}\n${END_MARKER}`
const fence = (text: string): string => `\`\`\`\n${text}\n\`\`\``

const parse = (text: string): ParsedResult =>
  parseResult({
    text,
    kind: "implementer",
    taskID: "7",
    maxOutputTokens: 1_200,
    count: (one) => Math.ceil(one.length / 4),
  })

const failed = JSON.stringify({ ...result, status: "failed" })
const others = json.replace('"7"', '"6"')
it.each<[string, string]>([
  ["the same once more", `${block(json)}\n${block(json)}`],
  ["that of another round behind its own", `${block(json)}\nBefore:\n${fence(block(failed))}`],
  ["that of another task behind its own", `${block(json)}\n${block(others)}`],
  ["that of another task before its own", `${fence(block(others))}\n${block(json)}`],
  ["the contract before its own", `${statedContract("implementer")}\n${block(json)}`],
  ["one that was cut off before its own", `${BEGIN_MARKER}\n${failed.slice(9)}\n${block(json)}`],
  ["one that was cut off behind its own", `${block(json)}\n${BEGIN_MARKER}\n{"task_id":`],
  ["an end without a beginning", `${END_MARKER}\n${block(json)}\n${END_MARKER}`],
  [
    "one in another that is not closed",
    `${BEGIN_MARKER}\n> ${json}\n${block(json)}\n${END_MARKER}`,
  ],
])("an answer is read although it quotes %s", (_, text) => {
  expect(parse(text)).toEqual({ ok: true, result, block: block(json) })
})

it.each<[string, string, string]>([
  ["is broken", block(json.replace("completed", "done")), "schema_invalid"],
  [
    "is too long",
    block(json.replace('"summary":"', `"summary":"${"x".repeat(5_000)}`)),
    "output_token_budget_exceeded",
  ],
])(
  "an answer is read by its own block, which %s, and not by one that it quotes behind it",
  (_, own, code) => {
    expect(parse(`${own}\n${fence(block(json))}`)).toMatchObject({ ok: false, code })
  },
)

it.each([
  ["what is wrong with its own", `${block(others)}\n${block("{")}`, "json_parse_failed"],
  [
    "that it is for another task, where all are",
    `${block(others)}\n${block(others)}`,
    "run_task_mismatch",
  ],
])("a refusal says %s, where no block is the answer's own", (_, text, code) => {
  expect(parse(text)).toMatchObject({ ok: false, code })
})
