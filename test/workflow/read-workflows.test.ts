import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { readWorkflows, writeWorkflows } from "../../src/workflow/read-workflows.ts"
import type { WorkflowsRead } from "../../src/workflow/read-workflows.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { anyRecords, closedWorkflow, workflow } from "../builders/any-workflow.ts"
import { holds } from "../builders/holds.ts"

const records = [workflow(), closedWorkflow({ id: "review-2" })]
const stored = writeWorkflows({}, records, digest)
const sealed = (workflows: unknown) => ({
  workflows,
  workflowsSeal: digest(JSON.stringify(workflows)),
})
const changed: WorkflowsRead = {
  kind: "damaged",
  cause: "it was changed from outside, or is cut off",
}
const none: WorkflowsRead = { kind: "valid", records: [] }

describe("stored workflows", () => {
  it.each<[string, unknown, WorkflowsRead]>([
    ["are none where nothing was stored", undefined, none],
    ["are none where nothing was stored of them", { version: 1, facts: { a: 1 } }, none],
    ["are none where the last is gone", writeWorkflows({}, [], digest), none],
    ["are those that were written", stored, { kind: "valid", records }],
    [
      "are read whatever the version is not",
      { ...stored, version: "x" },
      { kind: "valid", records },
    ],
    ["are read in this version", { ...stored, version: 1 }, { kind: "valid", records }],
    ["are left alone in a newer version", { ...stored, version: 2 }, { kind: "newer" }],
    ["are left alone in a newer version, whatever stands there", { version: 2 }, { kind: "newer" }],
    ["are damaged in no object", null, { kind: "damaged", cause: "it is no object" }],
    ["are damaged in a list", [stored], { kind: "damaged", cause: "it is no object" }],
    ["are damaged without their seal", { workflows: records }, changed],
    [
      "are damaged where only their seal is left",
      { workflowsSeal: digest("") },
      {
        kind: "damaged",
        cause: "✖ Invalid input: expected array, received undefined",
      },
    ],
    ["are damaged under the seal of others", { ...stored, workflows: [records[0]] }, changed],
    ["are damaged in another order", { ...stored, workflows: records.toReversed() }, changed],
    ["are damaged under a seal that is none", { ...stored, workflowsSeal: 7 }, changed],
  ])("%s", (_, value, expected) => {
    expect(readWorkflows(value, digest)).toStrictEqual(expected)
  })

  it.each<[string, unknown]>([
    ["are no list", { 0: records[0] }],
    ["are no records", ["review-1"]],
    ["have a field that is not known", [{ ...workflow(), more: 1 }]],
    ["lack a field", [{ ...workflow(), task: undefined }]],
    ["have a status that is not known", [{ ...workflow(), status: "paused" }]],
    [
      "come from a source that is not known",
      [workflow(), { ...workflow(), invocation: { source: "cron", at: 1 } }],
    ],
    [
      "are too many",
      Array.from({ length: 33 }, (__, index) => workflow({ id: `review-${index}` })),
    ],
    ["have too many lines", [workflow({ obligations: Array.from({ length: 33 }, String) })]],
    ["have a line that is too long", [workflow({ obligations: ["x".repeat(401)] })]],
    ["have an empty line", [workflow({ obligations: [""] })]],
    ["have a time before all times", [workflow({ updated: -1 })]],
  ])("are damaged as a whole where they %s, sealed or not", (_, workflows) => {
    expect(readWorkflows(sealed(workflows), digest)).toStrictEqual({
      kind: "damaged",
      cause: expect.stringMatching(/^✖ /),
    })
  })

  it.each<[string, unknown, Record<string, unknown>]>([
    ["nothing", undefined, sealed(records)],
    ["what is no object", [1], sealed(records)],
    [
      "other keys, which stay",
      { version: 1, facts: { a: 1 } },
      { version: 1, facts: { a: 1 }, ...sealed(records) },
    ],
    ["others, which go", sealed([]), sealed(records)],
  ])("are written over %s", (_, before, expected) => {
    expect(writeWorkflows(before, records, digest)).toStrictEqual(expected)
  })
})

it.each<[string, readonly WorkflowRecord[]]>([
  ["without a name", [workflow({ slug: "" })]],
  ["with a line that is too long", [workflow({ obligations: ["x".repeat(401)] })]],
  ["that are too many", Array.from({ length: 33 }, () => workflow())],
])("workflows %s are not written", (_, all) => {
  expect(() => writeWorkflows({}, all, digest)).toThrow("origin")
})

const written = (all: readonly WorkflowRecord[]): Record<string, unknown> =>
  writeWorkflows({ version: 1 }, all, digest)
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("any workflows", () => {
  it("are read as they were written", () => {
    holds(
      fc.property(anyRecords, (all) => {
        expect(readWorkflows(throughJson(written(all)), digest)).toEqual({
          kind: "valid",
          records: all,
        })
      }),
      40,
    )
  })

  it("are damaged, or cannot even be parsed, where one character of them has changed", () => {
    const change = fc.constantFrom(...'x0 1"\\{}[],:-e.'.split(""), "")
    holds(
      fc.property(anyRecords, change, fc.nat(), (all, character, place) => {
        const json = JSON.stringify(all)
        const at = place % json.length
        fc.pre(json[at] !== character)
        const damaged = `${json.slice(0, at)}${character}${json.slice(at + 1)}`
        expect(readKind({ ...written(all), workflows: damaged })).toMatch(/^(damaged|unparseable)$/)
      }),
      100,
    )
  })
})

const readKind = (state: { readonly workflows: string }): string => {
  const workflows = parsed(state.workflows)
  return workflows === undefined
    ? "unparseable"
    : readWorkflows({ ...state, workflows }, digest).kind
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
