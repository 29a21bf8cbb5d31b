import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  BEGIN_MARKER,
  CONTRACT_KINDS,
  END_MARKER,
  statedContract,
} from "../../src/dispatch/run/contract.ts"
import {
  BODY_UNREADABLE,
  OUTPUT_EMPTY,
  blockTooLarge,
  markerProblem,
  otherTask,
  retryText,
  terminalText,
} from "../../src/dispatch/run/contract-texts.ts"
import { parseResult } from "../../src/dispatch/run/parse-result.ts"
import type { ParseResultInput } from "../../src/dispatch/run/parse-result.ts"
import { changesWanted, implementerResult, reviewerResult } from "../builders/dispatch-records.ts"
import { holds } from "../builders/holds.ts"
import { anyText } from "../builders/any-text.ts"

const result = implementerResult()
const json = JSON.stringify(result)
const pretty = JSON.stringify(result, undefined, 2)
const block = (body: string): string => `${BEGIN_MARKER}\n${body}\n${END_MARKER}`

const parse = (text: string, input: Partial<ParseResultInput> = {}) =>
  parseResult({
    text,
    kind: "implementer",
    taskID: "7",
    maxOutputTokens: 1_200,
    count: (one) => Math.ceil(one.length / 4),
    ...input,
  })

describe("an answer is read", () => {
  it.each<[string, string]>([
    ["that is the block alone", block(json)],
    ["with its JSON on many lines", block(pretty)],
    ["with prose around the block", `I did it.\n\n${block(json)}\nThat is all.`],
    ["with line breaks of Windows", block(pretty).replaceAll("\n", "\r\n")],
    ["with the JSON in a fence", block(`\`\`\`json\n${pretty}\n\`\`\``)],
    ["with the JSON in a fence that has no language", block(`\`\`\`\n${json}\n\`\`\``)],
    ["with the block in a fence", `\`\`\`\n${block(json)}\n\`\`\``],
    [
      "with the fence on the marker's line",
      `${BEGIN_MARKER} \`\`\`json\n${json}\n\`\`\`\n${END_MARKER}`,
    ],
    ["with emphasised markers", `**${BEGIN_MARKER}**\n${json}\n**${END_MARKER}**`],
    ["with markers as code", `\`${BEGIN_MARKER}\`\n${json}\n\`${END_MARKER}\``],
    ["with markers as headings", `## ${BEGIN_MARKER}\n${json}\n## ${END_MARKER}`],
    ["with the JSON on the line of the first marker", `${BEGIN_MARKER} ${json}\n${END_MARKER}`],
    ["with everything on one line", `${BEGIN_MARKER}${json} ${END_MARKER}`],
    [
      "with markers named in a sentence",
      `I end with ${BEGIN_MARKER} and ${END_MARKER}.\n${block(json)}`,
    ],
    ["with its task's number as a number", block(json.replace('"7"', "7"))],
    [
      "with keys that nobody asked for",
      block(`{"__proto__": {"status": "failed"}, "x": 1, ${json.slice(1)}`),
    ],
    [
      "without failures, said as null",
      block(json.replace('"passed":true', '"passed":true,"failures":null')),
    ],
  ])("%s", (_, text) => {
    expect(parse(text)).toEqual({ ok: true, result, block: expect.stringContaining(END_MARKER) })
  })

  it("with its task's id on two lines, or with more space in it", () => {
    const id = "Fix  the\nparser "
    const told = { ...result, task_id: "Fix the parser" }
    const text = block(JSON.stringify({ ...result, task_id: id }))
    expect(parse(text, { taskID: "Fix the parser" })).toMatchObject({ ok: true, result: told })
    expect(parse(text, { taskID: id })).toMatchObject({ ok: true, result: told })
    expect(parse(text, { taskID: "Fix the Parser" })).toMatchObject({ code: "run_task_mismatch" })
  })

  it("with markers inside strings of the JSON", () => {
    const summary = `${BEGIN_MARKER} was missing; ${END_MARKER}`
    const told = { ...result, summary }
    expect(parse(block(JSON.stringify(told, undefined, 2)))).toMatchObject({
      ok: true,
      result: told,
    })
    expect(parse(`${BEGIN_MARKER} ${JSON.stringify(told)} ${END_MARKER}`)).toMatchObject({
      ok: true,
      result: told,
    })
  })

  it("of a reviewer, with and without a file", () => {
    const review = changesWanted()
    const nowhere = { severity: "minor", message: "Odd name", fix: "Rename" } as const
    const told = { ...review, issues: [...review.issues, nowhere, { ...nowhere, file: null }] }
    const read = { ...review, issues: [...review.issues, nowhere, nowhere] }
    const text = block(JSON.stringify(told))
    expect(parse(text, { kind: "reviewer" })).toEqual({ ok: true, result: read, block: text })
  })
})

const missing = (begins: number, ends: number) =>
  ["marker_missing", markerProblem({ begins, ends })] as const

describe("an answer is refused", () => {
  it.each<[string, string, readonly [string, string]]>([
    ["that is empty", " \n", ["dispatch_output_missing", OUTPUT_EMPTY]],
    ["without markers", json, missing(0, 0)],
    ["without the first marker", `${json}\n${END_MARKER}`, missing(0, 1)],
    ["that was cut off", `${BEGIN_MARKER}\n${json}`, missing(1, 0)],
    [
      "whose markers stand the wrong way round",
      `${END_MARKER}\n${json}\n${BEGIN_MARKER}`,
      missing(1, 1),
    ],
    [
      "whose markers are only told of",
      `Between ${BEGIN_MARKER} and ${END_MARKER}: ${json}`,
      missing(0, 0),
    ],
    ["that is no JSON", block(json.slice(0, -1)), ["json_parse_failed", BODY_UNREADABLE]],
    ["whose block is empty", block(""), ["json_parse_failed", BODY_UNREADABLE]],
    [
      "that repeats the contract",
      statedContract("implementer"),
      ["json_parse_failed", BODY_UNREADABLE],
    ],
    [
      "that is a list",
      block(`[${json}]`),
      ["schema_invalid", "the whole: expected object, received array"],
    ],
    [
      "with wrong fields, of which the first three are told",
      block(
        '{"task_id":{},"status":"done","tests":[{"command":1}],"summary":"s","files_changed":[]}',
      ),
      [
        "schema_invalid",
        'task_id: expected string; status: expected one of "completed"|"blocked"|"failed"; tests.0.command: expected string, received number',
      ],
    ],
    [
      "of another role",
      block(JSON.stringify({ ...reviewerResult(), status: "completed", summary: "", tests: [] })),
      [
        "schema_invalid",
        "files_changed: expected array, received undefined; follow_up_actions: expected array, received undefined",
      ],
    ],
    [
      "for another task",
      block(json.replace('"7"', '"999"')),
      ["run_task_mismatch", otherTask({ expected: "7", got: "999" })],
    ],
  ])("%s", (_, text, [code, detail]) => {
    expect(parse(text)).toEqual({ ok: false, code, detail })
  })

  it("whose block has one token more than it may, whatever stands around it", () => {
    const text = `${"prose ".repeat(500)}\n${block(json)}`
    const tokens = Math.ceil(block(json).length / 4)
    expect(parse(text, { maxOutputTokens: tokens })).toMatchObject({ ok: true, block: block(json) })
    expect(parse(text, { maxOutputTokens: tokens - 1 })).toEqual({
      ok: false,
      code: "output_token_budget_exceeded",
      detail: blockTooLarge({ tokens, maxOutputTokens: tokens - 1 }),
    })
  })
})

describe("a hostile answer", () => {
  const SIZE = 100_000
  const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`
  it.each<[string, string, string]>([
    ["nested very deeply", block(deep), "schema_invalid"],
    ["of markers alone", `${BEGIN_MARKER}\n`.repeat(SIZE / 20), "marker_missing"],
    ["of braces before a marker", `${"} ".repeat(SIZE)}x${END_MARKER}`, "marker_missing"],
    [
      "of spaces around a marker",
      `${" ".repeat(SIZE)}${BEGIN_MARKER}${" ".repeat(SIZE)}x`,
      "marker_missing",
    ],
    ["of spaces after json", `${BEGIN_MARKER}json${" ".repeat(SIZE)}x`, "marker_missing"],
    ["of backticks", block("`".repeat(SIZE)), "json_parse_failed"],
    ["of line breaks", "\n".repeat(SIZE) + BEGIN_MARKER, "marker_missing"],
    [
      "with a very long task id",
      block(json.replace('"7"', `"${"7".repeat(SIZE)}"`)),
      "run_task_mismatch",
    ],
  ])("%s is refused in few words", (_, text, code) => {
    const parsed = parse(text, { maxOutputTokens: Infinity })
    expect(parsed).toMatchObject({ ok: false, code })
    expect(JSON.stringify(parsed).length).toBeLessThan(400)
  })

  it("never makes the reader throw, whatever it consists of", () => {
    const piece = fc.oneof(
      fc.constantFrom(BEGIN_MARKER, END_MARKER, "\n", "```json", "**", "{", "}", json, " "),
      anyText({ maxLength: 10 }),
    )
    holds(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expect(typeof parse(pieces.join("")).ok).toBe("boolean")
      }),
    )
  })
})

describe("the contract as it is stated", () => {
  it.each(CONTRACT_KINDS)("to a sub-agent like the %s is short and holds both markers", (kind) => {
    const text = statedContract(kind)
    expect(text.length).toBeLessThanOrEqual(450)
    expect(text.split("\n").filter((line) => /^(BEGIN|END)_DISPATCH_RESULT$/.test(line))).toEqual([
      BEGIN_MARKER,
      END_MARKER,
    ])
    expect(text).not.toMatch(/\d/)
  })

  it("names every field of what is expected", () => {
    const fields = { implementer: implementerResult(), reviewer: reviewerResult() }
    for (const kind of CONTRACT_KINDS)
      for (const field of Object.keys(fields[kind]))
        expect(statedContract(kind)).toContain(`"${field}": `)
  })
})

describe("what the orchestrator is told of an answer that cannot be used", () => {
  const wrong = {
    code: "schema_invalid",
    detail: "status: expected",
    taskID: "7",
    kind: "reviewer",
  } as const

  it("is how to get it once more from the sub-agent that knows it", () => {
    expect(retryText({ ...wrong, child: "ses_1" })).toBe(
      `The reviewer's answer for task 7 cannot be used (schema_invalid: status: expected).
nextAction: retry_once_schema_invalid (have the same sub-agent answer once more, with a valid block)
Call the tool task once more, with the same subagent_type, task_id "ses_1" and exactly what stands between these tags as its prompt:
<prompt>
Your last answer could not be used (schema_invalid: status: expected). Do no further work; give the answer again.
Task ID: 7
</prompt>`,
    )
  })

  it("is to ask for a shorter one where it was too long", () => {
    const text = retryText({ ...wrong, code: "output_token_budget_exceeded", child: "ses_1" })
    expect(text).toContain("give the answer again, shorter.")
  })

  it("is to dispatch anew where there is no session of the sub-agent", () => {
    const text = retryText({ ...wrong, child: undefined })
    expect(text).not.toContain("Your last answer")
    expect(text).toContain(statedContract("reviewer"))
    expect(text).toContain("with the same prompt and this at its end:")
  })

  it("is to stop the second time", () => {
    expect(terminalText(wrong).split("\n").slice(0, 2)).toEqual([
      "The reviewer's answer for task 7 cannot be used (schema_invalid: status: expected).",
      "nextAction: halt_schema_invalid_terminal (dispatch nothing more for this task; tell the user)",
    ])
  })
})
