import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { setAside } from "../../src/host/set-aside.ts"
import type { StoredState } from "../../src/host/session-state.ts"
import { damagedToast, newerToast } from "../../src/workflow/texts.ts"
import { createTestRuntime } from "../builders/runtime.ts"

type Kind = StoredState["workflows"]
const damaged: Kind = { kind: "damaged", cause: "it is no object" }
const newer: Kind = { kind: "newer" }

/** What is kept and told of states that come one after the other. */
const kept = (
  states: readonly (readonly [value: unknown, workflows: Kind])[],
  prepare: (folder: string) => void = () => {},
) => {
  const { folder, client, ...rest } = createTestRuntime({})
  prepare(folder)
  for (const [value, workflows] of states)
    setAside({ ...rest, folder, client }, "ses_1", { value, session: undefined, workflows })
  const inner = path.join(folder, "damaged")
  const files = fs.statSync(inner, { throwIfNoEntry: false })?.isDirectory()
    ? fs.readdirSync(inner).map((name) => path.join(inner, name))
    : []
  return {
    files,
    values: files.map((file): unknown => JSON.parse(fs.readFileSync(file, "utf8"))),
    told: client.calls,
  }
}
const told = (copy: string | undefined): string =>
  `warning: ${damagedToast({ cause: "it is no object", copy })}`

describe("workflows that cannot be used", () => {
  it.each<[string, Parameters<typeof kept>[0], readonly unknown[]]>([
    [
      "are kept and told",
      [[{ workflows: [7], facts: {} }, damaged]],
      [{ workflows: [7], facts: {} }],
    ],
    ["are kept where they are no object", [["x", damaged]], ["x"]],
    [
      "are kept and told once, whatever the facts beside them",
      [
        [{ workflows: [7], facts: { a: 1 } }, damaged],
        [{ workflows: [7], facts: { a: 2 } }, damaged],
      ],
      [{ workflows: [7], facts: { a: 1 } }],
    ],
  ])("%s", (_, states, values) => {
    const { files, ...seen } = kept(states)
    expect(seen).toEqual({ values, told: files.map(told) })
    expect(files.map((file) => path.basename(file))).toEqual([
      expect.stringMatching(/^ses_1\.[\da-f]{16}\.json$/),
    ])
  })

  it("are kept each where they differ, and told once", () => {
    const { values, told: all } = kept([
      [["a"], damaged],
      [["b"], damaged],
    ])
    expect([new Set(values), all.length]).toEqual([new Set([["a"], ["b"]]), 1])
  })

  it("are kept where a newer version wrote them, and that is told", () => {
    const { values, told: all } = kept([[{ version: 2 }, newer]])
    expect([values, all]).toEqual([[{ version: 2 }], [`warning: ${newerToast}`]])
  })

  it.each<[string, (damagedFolder: string) => void]>([
    ["leads nowhere", (folder) => fs.symlinkSync(`${folder}-gone/for good`, folder)],
    ["is a file", (folder) => fs.writeFileSync(folder, "")],
  ])("are told though they cannot be kept, where their folder %s", (_, prepare) => {
    const { told: all } = kept([["x", damaged]], (folder) => prepare(path.join(folder, "damaged")))
    expect(all).toEqual([told(undefined)])
  })
})

it("workflows that can be used are not kept aside", () => {
  expect(kept([[{}, { kind: "valid", records: [] }]])).toEqual({ files: [], values: [], told: [] })
})
