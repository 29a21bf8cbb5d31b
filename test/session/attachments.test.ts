import { describe, expect, it } from "vitest"
import { attachments } from "../../src/session/attachments.ts"
import { compact } from "../../src/session/compact/compact.ts"
import { handleOf } from "../../src/session/handle.ts"
import { recall } from "../../src/session/recall.ts"
import { shortenRecent } from "../../src/session/shorten-recent.ts"
import { standingTexts } from "../../src/session/standing-text.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import {
  assistant,
  createTranscript,
  fileLines,
  readOutput,
  text,
  user,
} from "../builders/transcript.ts"
import type { MessageDraft, PartDraft } from "../builders/transcript.ts"

const meter = createTestMeter()
const host = (content: string): PartDraft => ({ kind: "text", text: content, origin: "host" })
const announced = (filePath: string) =>
  host(`Called the Read tool with the following input: ${JSON.stringify({ filePath })}`)
const listing = `<path>/project/src</path>\n<type>directory</type>\n<entries>\n${fileLines("entry", 400).join("\n")}\n</entries>`
const resource = fileLines("resource", 400).join("\n")
const file = readOutput("/project/big.txt", fileLines("big", 400))
const reminder = `<system-reminder>\n${fileLines("rule", 400).join("\n")}\n</system-reminder>`
const own = fileLines("request", 100).join("\n")

const kinds: readonly (readonly [string, readonly PartDraft[], string, string])[] = [
  ["a file", [announced("/project/big.txt"), host(file)], file, "read big.txt"],
  ["a folder's listing", [announced("/project/src"), host(listing)], listing, "read src"],
  [
    "a server's resource",
    [host("Reading MCP resource: guide (docs://guide)"), host(resource)],
    resource,
    "resource guide (docs://guide)",
  ],
  ["a text that nothing announces", [host(resource)], resource, "attachment"],
]

const draftOf = (messages: readonly MessageDraft[], budget: object) =>
  createDraft(createTranscript(...messages), { meter, budget })
const answer = assistant(text("Seen."))

describe.each(kinds)("%s that a user has attached", (_, parts, content, name) => {
  it("is shortened to what fits in the request that brings it, and the user's own words stay whole", () => {
    const draft = draftOf([user(text(own), ...parts)], { trigger: 1_500 })
    const result = shortenRecent({ draft, meter, settings: testSettings })
    expect(result.forecast.tokens).toBeLessThanOrEqual(1_500)
    expect(result.forecast.tokens).toBeGreaterThan(1_350)
    const texts = [...standingTexts(result)]
    expect(texts).toContain(own)
    const handle = handleOf(meter.measure(content).digest)
    expect(texts.filter((one) => one.includes(`recall ${handle}`))).toHaveLength(1)
    const whole = recall({
      transcript: draft.transcript,
      edits: [],
      request: { handle },
      digest: (one) => meter.measure(one).digest,
    })
    expect(whole.text).toBe(content)
  })

  it("is not touched by Stage B before a step has seen it", () => {
    const draft = draftOf([user(text(own), ...parts)], { target: 100 })
    const result = compact({ draft, meter, settings: testSettings, maxPrice: Infinity })
    expect([...standingTexts(result)]).toContain(content)
  })

  it("is one line in Stage B when it is old, however recent the request", () => {
    const draft = draftOf([user(text(own), ...parts), answer, answer, answer], { target: 1 })
    const result = compact({ draft, meter, settings: testSettings, maxPrice: Infinity })
    const handle = handleOf(meter.measure(content).digest)
    const lines = content.split("\n").length
    expect([...standingTexts(result)]).toEqual(
      expect.arrayContaining([
        own,
        `[compacted ${name}, ${lines} lines: old, shortened; recall ${handle}]`,
      ]),
    )
  })
})

describe("no attachment", () => {
  it.each<[string, MessageDraft]>([
    ["a text of the user's", user(text(own))],
    ["a text of the user's that looks like one", user(text(`Called the Read tool with ${own}`))],
    ["an instruction of the host's", user(text("Go"), host(reminder))],
    ["what the host says of a file", user(announced("/project/big.txt"))],
    ["a text of the model's", assistant(host(own))],
  ])("is %s", (_, message) => {
    expect(attachments(createTranscript(message))).toEqual([])
  })
})

it("a protected file that is attached stays in Stage B", () => {
  const draft = draftOf([user(announced("/project/big.txt"), host(file)), answer, answer], {
    target: 1,
  })
  const settings = { ...testSettings, isProtectedFile: (path: string) => path === "big.txt" }
  const result = compact({ draft, meter, settings, maxPrice: Infinity })
  expect(result.fresh).toEqual([])
})

it("of several attachments the largest is shortened", () => {
  const small = fileLines("small", 20).join("\n")
  const parts = [announced("/project/a.txt"), host(small), announced("/project/b.txt"), host(file)]
  const draft = draftOf([user(text("Go"), ...parts)], { trigger: 1_000 })
  const result = shortenRecent({ draft, meter, settings: testSettings })
  expect(result.fresh.map(({ target }) => target.part)).toEqual(["m01p5"])
})

it("an announcement that is no JSON names its tool alone", () => {
  const parts = [host("Called the Read tool with the following input: {oops}"), host(resource)]
  const [one] = attachments(createTranscript(user(...parts)))
  expect(one?.call.part).toMatchObject({ tool: "read", input: {}, output: resource })
})
