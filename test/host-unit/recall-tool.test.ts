import { describe, expect, it } from "vitest"
import type { HostClient } from "../../src/host/host-client.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import { digest } from "../../src/host/digest.ts"
import { createRecallTool } from "../../src/host/recall-tool.ts"
import { editRecord } from "../../src/session/events.ts"
import { recallBadLines, recallUnknown } from "../../src/session/recall-texts.ts"
import { callTool } from "../builders/call-tool.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { fileText } from "../builders/planning.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const handleOf = (text: string): string => digest(text).slice(0, 8)
const UNREAD = "The session's messages could not be read; try again."
const picture = {
  type: "file",
  id: "m3p1",
  mime: "image/png",
  filename: "sketch.png",
  url: "data:image/png;base64,AAAA",
}
const history: readonly HostMessage[] = [
  prompted("m1", "Go"),
  stepped("m2", { output: fileText("alpha") }),
  { info: { id: "m3", role: "user" }, parts: [picture] },
]

/** The tool in a session whose ancestors are named, nearest first. */
const open = (client: Partial<HostClient> = {}, ...ancestors: readonly string[]) => {
  const runtime = createTestRuntime({})
  const line = ["ses_1", ...ancestors]
  const parent = async (id: string) => ({ id: line[line.indexOf(id) + 1] })
  Object.assign(runtime.client, { messages: async () => history, parent }, client)
  const tool = createRecallTool(runtime)
  return { runtime, call: (given: Readonly<Record<string, unknown>>) => callTool(tool, given) }
}
const silent = async () => undefined

describe("the tool recall", () => {
  it("gives the original of a message, by its handle", async () => {
    const handle = handleOf(fileText("alpha"))
    expect(await open().call({ handle: `recall ${handle}`, lines: "3-4" })).toEqual({
      title: `recall recall ${handle}`,
      output: expect.stringMatching(/alpha 2 of the file\nalpha 3 of the file/),
      attachments: [],
    })
  })

  it("gives lines that match a pattern", async () => {
    const { output } = Object(
      await open().call({ handle: handleOf(fileText("alpha")), pattern: "alpha 17 of" }),
    )
    expect(output).toContain("alpha 17 of the file")
    expect(output).not.toContain("alpha 18 of the file")
  })

  it("gives what the host has cleared since", async () => {
    const step = stepped("m2", { output: fileText("alpha") })
    const parts = step.parts.map((part) => ({
      ...part,
      state: { ...Object(part).state, time: { compacted: 5 } },
    }))
    const { call } = open({ messages: async () => [{ info: step.info, parts }] })
    expect(await call({ handle: handleOf(fileText("alpha")) })).toMatchObject({
      output: expect.stringContaining("alpha 0 of the file"),
    })
  })

  it("gives media as files", async () => {
    expect(await open().call({ handle: handleOf(picture.url) })).toMatchObject({
      attachments: [{ type: "file", mime: "image/png", url: picture.url, filename: "sketch.png" }],
    })
  })

  it("gives the steps that a summary stands for, which only the journal knows", async () => {
    const { call, runtime } = open()
    const source = digest("a region")
    runtime.sessions.get("ses_1").journal.append([
      editRecord({
        target: { message: "m2", part: "", field: "message", also: ["m1"] },
        source,
        replacement: { kind: "text", text: "All." },
        stage: "stage_c_llm",
        reason: "summarized",
        before: 9,
        after: 1,
        at: "m3",
      }),
    ])
    expect(await call({ handle: source.slice(0, 8) })).toMatchObject({
      output: expect.stringContaining("alpha 0 of the file"),
    })
  })

  it("says where it knows no such handle", async () => {
    await expect(open().call({ handle: "00000000" })).rejects.toThrow(recallUnknown("00000000"))
  })

  it("says where the messages cannot be read", async () => {
    await expect(open({ messages: silent }).call({ handle: "00000000" })).rejects.toThrow(UNREAD)
  })
})

const unasked = async (): Promise<never> => Promise.reject(new Error("asked"))

describe("a text that was taken out of a prompt or a result", () => {
  const kept = "A long answer.\n".repeat(3)
  const handle = handleOf(kept)

  it.each<[string, readonly string[], string]>([
    ["its own session", [], "ses_1"],
    ["the session it works for", ["ses_0"], "ses_0"],
    ["the fourth one above", ["a", "b", "c"], "c"],
  ])("is found in %s, and no messages are read", async (_, ancestors, owner) => {
    const { call, runtime } = open({ messages: unasked }, ...ancestors)
    runtime.spilled.keep(owner, kept)
    expect(await call({ handle, lines: "1-2" })).toEqual({
      title: `recall ${handle}`,
      output: expect.stringContaining("A long answer."),
    })
  })

  it.each<[string, readonly string[], string]>([
    ["a stranger", ["ses_0"], "ses_9"],
    ["the fifth one above", ["a", "b", "c", "d"], "d"],
  ])("is not looked for in %s", async (_, ancestors, owner) => {
    const { call, runtime } = open({}, ...ancestors)
    runtime.spilled.keep(owner, kept)
    await expect(call({ handle })).rejects.toThrow(recallUnknown(handle))
  })

  it("may be there where the host does not say whom the session works for", async () => {
    const { call, runtime } = open({ parent: silent }, "ses_0")
    runtime.spilled.keep("ses_0", kept)
    await expect(call({ handle })).rejects.toThrow(UNREAD)
    expect(await call({ handle: handleOf(fileText("alpha")) })).toMatchObject({
      output: expect.stringContaining("alpha 0"),
    })
    const lines = "the last ones"
    await expect(call({ handle: handleOf(fileText("alpha")), lines })).rejects.toThrow(
      recallBadLines(lines),
    )
  })
})
