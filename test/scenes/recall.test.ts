import fs from "node:fs"
import path from "node:path"
import { beforeAll, expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest } from "../host/reply.ts"
import { onePixel } from "./one-pixel.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import type { Served } from "./served.ts"
import { bash, call, read, sourceLines } from "./tool-work.ts"

const handleIn = (request: RecordedRequest | undefined, what: RegExp): string =>
  new RegExp(`\\[compacted [^\\]\\n]*${what.source}[^\\]\\n]*; recall ([0-9a-f]{8})\\]`).exec(
    textsOf(request, "tool").join("\n"),
  )?.[1] ?? ""

const source = sourceLines("a", 120)
const idle = Array.from({ length: 5 }, (_, index) => bash(`echo ${index}`))
const bigFiles = ["p", "q", "r", "s", "t", "u"]

let scene: Scene
let served: Served
let session = ""
let readHandle = ""
let imageHandle = ""
let original = ""

/** Lets the model recall something and returns what it is told. */
const ask = async (input: Record<string, unknown>): Promise<RecordedRequest | undefined> => {
  scene.play([call("recall", input)])
  await served.prompt(session, "Look that up")
  return scene.main(session).at(-1)
}
const answer = async (input: Record<string, unknown>): Promise<string | undefined> =>
  textsOf(await ask(input), "tool").at(-1)

beforeAll(async () => {
  scene = await openScene({
    model: { limit: { context: 200_000, output: 8_000 } },
    plugin: { budget: { trigger: 12_500, target: 12_400 } },
    host: {
      files: {
        "a.ts": source,
        ...Object.fromEntries(bigFiles.map((tag) => [`${tag}.ts`, sourceLines(tag, 690)])),
      },
      config: {
        compaction: { auto: false, prune: true },
        provider: {
          scripted: {
            models: {
              scripted: {
                attachment: true,
                modalities: { input: ["text", "image"], output: ["text"] },
              },
            },
          },
        },
      },
    },
  })
  fs.writeFileSync(path.join(scene.host.project, "picture.png"), onePixel)
  served = await scene.serve()
  session = await served.createSession()
  scene.play([read("a.ts"), read("picture.png"), ...idle, read("a.ts")])
  await served.prompt(session, "Read")
  const [, second] = scene.main(session)
  original = textsOf(second, "tool").at(-1) ?? ""
  const last = scene.main(session).at(-1)
  readHandle = handleIn(last, /read a\.ts/)
  imageHandle = handleIn(last, /image\/png/)
})

it("the recall tool reaches the model with its schema intact", () => {
  const { tools } = asRecord(scene.main(session)[0]?.body)
  const sent = (Array.isArray(tools) ? tools : []).find(
    (tool) => asRecord(asRecord(tool)["function"])["name"] === "recall",
  )
  expect(sent).toEqual({
    type: "function",
    function: {
      name: "recall",
      description: expect.stringContaining("Returns the original text behind a placeholder"),
      parameters: {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: {
          handle: {
            type: "string",
            description: "The eight characters after the word recall in the placeholder",
          },
          lines: {
            type: "string",
            description:
              "Only these lines of the original as it was printed, counted from its first, for example 40-80",
          },
          pattern: {
            type: "string",
            description:
              "Only lines containing this text, case ignored; alternatives separated by |",
          },
        },
        required: ["handle"],
      },
    },
  })
})

it("the recall tool gives the original whole, by lines and by pattern", async () => {
  const lines = original.split("\n")
  expect(await answer({ handle: readHandle })).toBe(original)
  expect(await answer({ handle: readHandle, lines: "5-7" })).toBe(
    [
      ...lines.slice(4, 7),
      `[3 (5 to 7) of ${lines.length} lines shown; ask for more with lines or pattern]`,
    ].join("\n"),
  )
  const at = lines.findIndex((line) => line.includes("step 77 of a"))
  expect(await answer({ handle: readHandle, pattern: "STEP 77 of a" })).toBe(
    [
      `${at + 1}: ${lines[at]}`,
      `[1 (${at + 1} to ${at + 1}) of ${lines.length} lines shown; ask for more with lines or pattern]`,
    ].join("\n"),
  )
})

it("the recall tool tells what is wrong with a handle or with lines", async () => {
  expect(await answer({ handle: "0badc0de" })).toContain(
    'Nothing in this session has the handle "0badc0de".',
  )
  expect(await answer({ handle: readHandle, lines: "all" })).toContain(
    'Expected `lines` as FIRST-LAST, for example 40-80, got "all".',
  )
})

const images = (request: RecordedRequest | undefined): number =>
  JSON.stringify(request?.body).split(onePixel.toString("base64")).length - 1

it("the recall tool gives an image back as an attachment", async () => {
  const before = scene.main(session).at(-1)
  const after = await ask({ handle: imageHandle })
  expect([images(before), images(after)]).toEqual([0, 1])
  expect(after?.messages.flatMap(({ media = [] }) => media)).toEqual([1])
})

it("the recall tool works after a restart and after the host's own prune", async () => {
  await served.stop()
  served = await scene.serve()
  expect(await answer({ handle: readHandle })).toBe(original)
  scene.play(bigFiles.map((tag) => read(`${tag}.ts`)))
  await served.prompt(session, "Read much")
  for (const text of ["One", "Two", "Three"]) await served.prompt(session, text)
  const pruned = (await served.messages(session))
    .flatMap(({ parts }) => parts)
    .flatMap((part) =>
      part.type === "tool" && part.state.status === "completed" && part.state.time.compacted
        ? [part.state.output]
        : [],
    )
  expect(pruned).toContain(original)
  expect(await answer({ handle: readHandle })).toBe(original)
  expect(scene.model.invalid).toEqual([])
})
