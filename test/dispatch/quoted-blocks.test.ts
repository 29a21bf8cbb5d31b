import { expect, it } from "vitest"
import { BEGIN_MARKER, END_MARKER, statedContract } from "../../src/dispatch/run/contract.ts"
import { parseResult } from "../../src/dispatch/run/parse-result.ts"
import type { ParsedResult } from "../../src/dispatch/run/parse-result.ts"
import { changesWanted, implementerResult, reviewerResult } from "../builders/dispatch-records.ts"

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

const approved = reviewerResult()
const wanted = changesWanted()
const review = (one: object): string => block(JSON.stringify(one))
const template = block('{"task_id":"7","assessment":"approved|needs_changes","strengths":[]}')

const parseReview = (text: string): ParsedResult =>
  parseResult({
    text,
    kind: "reviewer",
    taskID: "7",
    maxOutputTokens: 1_200,
    count: (one) => Math.ceil(one.length / 4),
  })

it.each<[string, string]>([
  ["of the last round before its own", `Before:\n${fence(review(approved))}\n${review(wanted)}`],
  ["of the last round behind its own", `${review(wanted)}\nBefore:\n${fence(review(approved))}`],
  ["in tildes behind its own", `${review(wanted)}\n~~~\n${review(approved)}\n~~~`],
  [
    "on the markers' lines behind its own",
    `${review(wanted)}\n\`\`\`${review(approved)}\`\`\`\nThat was it.`,
  ],
  [
    "in one line behind its own",
    `${review(wanted)}\n\`\`\`${review(approved).replaceAll("\n", " ")}\`\`\``,
  ],
  [
    "that is indented behind its own",
    `${review(wanted)}\n${review(approved).replace(/^/gm, "    ")}`,
  ],
  [
    "behind its own with JSON in a fence",
    `${BEGIN_MARKER} \`\`\`json\n${JSON.stringify(wanted)}\n\`\`\`\n${END_MARKER}\n${fence(review(approved))}`,
  ],
  ["without a fence before its own", `Before:\n${review(approved)}\nNow:\n${review(wanted)}`],
  ["before its own, both in a fence", `${fence(review(approved))}\n${fence(review(wanted))}`],
])("a review that asks for changes is no approval although it quotes one %s", (_, text) => {
  expect(parseReview(text)).toMatchObject({ ok: true, result: wanted })
})

it.each<[string, string]>([
  ["is quoted alone", `I said:\n${fence(review(approved))}\nNow I am not sure.`],
  ["is quoted behind another verdict", `${fence(review(wanted))}\n${fence(review(approved))}`],
  ["stands before a broken block", `${review(approved)}\nNow:\n${block("{")}`],
  ["stands before a block with wrong fields", `${review(approved)}\n${template}`],
  ["is quoted behind a broken block", `${block("{")}\n${fence(review(approved))}`],
  ["is quoted before a broken block", `${fence(review(approved))}\n${block("{")}`],
])("an approval is asked for again where it %s", (_, text) => {
  expect(parseReview(text).ok).toBe(false)
})

it.each<[string, string]>([
  ["the implementer's block", block(json)],
  ["the implementer's block in a fence", fence(block(json))],
  ["the filled-in template", template],
  ["the filled-in template in a fence", fence(template)],
  ["the changes of the last round", review(wanted)],
])("an approval is read although %s is quoted before it", (_, quoted) => {
  expect(parseReview(`${quoted}\n${review(approved)}`)).toMatchObject({
    ok: true,
    result: approved,
  })
})

it.each<[string, string]>([
  ["its own has wrong fields", `${review(wanted)}\n${template}`],
  ["its own is broken, before it", `${block("{")}\n${fence(review(wanted))}\nThat was it.`],
  ["its own is broken, behind it", `${fence(review(wanted))}\n${block("{")}`],
])("changes of the last round are not asked for again where %s", (_, text) => {
  expect(parseReview(text).ok).toBe(false)
})

it("changes are read although the contract is repeated behind them", () => {
  expect(parseReview(`${review(wanted)}\n${statedContract("reviewer")}`)).toMatchObject({
    ok: true,
    result: wanted,
  })
})

it.each<[string, string]>([
  ["a fence", fence(review(approved))],
  ["a fence that is not closed", `\`\`\`\n${review(approved)}`],
  ["a fence, with emphasis", `**Verdict**\n${fence(`**${review(approved)}**`)}\n`],
])("an approval in %s that ends the answer is the answer's own", (_, text) => {
  expect(parseReview(text)).toMatchObject({ ok: true, result: approved })
})

it("a block in a fence counts with prose behind it, where it approves nothing", () => {
  expect(parse(`${fence(block(json))}\nThat is all.`)).toMatchObject({ ok: true, result })
})
