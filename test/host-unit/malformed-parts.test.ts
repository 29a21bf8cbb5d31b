import { describe, expect, it } from "vitest"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { isRecord } from "../../src/session/is-record.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { hooked } from "../builders/hooked.ts"
import { readings, tight } from "../builders/planning.ts"

const TRANSFORM = "experimental.chat.messages.transform"
const place = { sessionID: "ses_1", messageID: "m9" }
const call = (more: object) => ({
  ...place,
  id: "m9p1",
  type: "tool",
  tool: "read",
  callID: "c9",
  ...more,
})

const ODD: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["undefined", undefined],
  ["a text", "text"],
  ["a number", 7],
  ["a list", []],
  ["empty", {}],
  ["without a type", { ...place, id: "m9p1", text: "x" }],
  ["of an unknown type", { ...place, id: "m9p1", type: "hologram", text: { deep: [1] } }],
  ["without an id", { ...place, type: "text", text: "x" }],
  ["with a number for an id", { ...place, id: 7, type: "text", text: "x" }],
  ["with the id of another message's part", { ...place, id: "m3p1", type: "text", text: "x" }],
  ["a text without its text", { ...place, id: "m9p1", type: "text" }],
  ["a text that is an object", { ...place, id: "m9p1", type: "text", text: {} }],
  ["a text with odd metadata", { ...place, id: "m9p1", type: "text", text: "x", metadata: 7 }],
  ["reasoning without its text", { ...place, id: "m9p1", type: "reasoning" }],
  ["a file without a type or place", { ...place, id: "m9p1", type: "file" }],
  ["a file with an odd place", { ...place, id: "m9p1", type: "file", mime: 7, url: null }],
  ["a call without a state", call({})],
  ["a call whose state is null", call({ state: null })],
  ["a call whose state is a text", call({ state: "completed" })],
  ["a call without an output", call({ state: { status: "completed" } })],
  [
    "a call whose output is a list",
    call({ state: { status: "completed", input: {}, output: ["x"] } }),
  ],
  [
    "a call whose input is a text",
    call({ state: { status: "completed", input: "x", output: "x" } }),
  ],
  [
    "a call with an odd time",
    call({ state: { status: "completed", input: {}, output: "x", time: 7 } }),
  ],
  [
    "a call with odd attachments",
    call({ state: { status: "completed", input: {}, output: "x", attachments: [null, 7] } }),
  ],
  [
    "a call with attachments that are none",
    call({ state: { status: "completed", input: {}, output: "x", attachments: "x" } }),
  ],
  ["a call that failed without an error", call({ state: { status: "error", input: {} } })],
  ["a call of no tool", call({ tool: undefined, state: { status: "running" } })],
]

const oddMessages: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["a text", "text"],
  ["without parts", { info: stepped("m9", {}).info }],
  ["with parts that are no list", { info: stepped("m9", {}).info, parts: "x" }],
  ["without info", { parts: [] }],
  ["with info that is null", { info: null, parts: [] }],
  ["of a role that is none", { info: { ...stepped("m9", {}).info, role: "ghost" }, parts: [] }],
  ["without a time", { info: { ...stepped("m9", {}).info, time: undefined }, parts: [] }],
  ["with the id of another", { info: { ...stepped("m9", {}).info, id: "m2" }, parts: [] }],
]

/** A session whose first batch is made; what a later request with something odd in it becomes. */
const later = async (put: (messages: unknown[]) => void) => {
  const scene = hooked({ options: tight })
  const send = async (messages: HostMessages): Promise<HostMessages> => {
    await scene.run(TRANSFORM, {}, { messages })
    await scene.params()
    return messages
  }
  const before = scene.texts(await send(readings()))
  const messages = readings()
  put(messages)
  messages.push(prompted("m99", "Go on"))
  const after = await send(messages)
  return { scene, before, after }
}
const replacedIn = (texts: Readonly<Record<string, string>>): string[] =>
  Object.keys(texts).filter((id) => texts[id]?.startsWith("[compacted"))

describe("after edits were journaled", () => {
  it.each([
    ...ODD.map(
      ([name, part]) =>
        [
          `a part that is ${name}`,
          (messages: unknown[]) => messages.push({ info: stepped("m9", {}).info, parts: [part] }),
        ] as const,
    ),
    ...oddMessages.map(
      ([name, message]) =>
        [`a message that is ${name}`, (messages: unknown[]) => messages.push(message)] as const,
    ),
    [
      "a message before all others that is null",
      (messages: unknown[]) => messages.unshift(null),
    ] as const,
  ])("%s does not end them", async (_, put) => {
    const { scene, before, after } = await later((messages) => void put(messages))
    expect(replacedIn(before).length).toBeGreaterThan(0)
    expect(scene.texts(after.slice(0, readings().length))).toEqual(before)
    expect(scene.texts(after.slice(-1))).toEqual({ m99p1: "Go on" })
    expect(scene.runtime.client.calls.filter((told) => told.includes("failed"))).toEqual([])
  })

  it("a part that has the id of its neighbour does not get its replacement", async () => {
    const twin = { ...place, type: "text", text: "The twin.", messageID: "m2" }
    const { before, after, scene } = await later((messages) => {
      const [, second] = messages
      if (isRecord(second) && Array.isArray(second["parts"]))
        second["parts"].push({ ...twin, id: "m2p1" })
    })
    expect(scene.texts(after)).toMatchObject({ ...before, "part-1": "The twin." })
  })
})
