import fs from "node:fs"
import path from "node:path"
import { beforeAll, expect, it } from "vitest"
import { pdf, pdfUrl } from "../builders/pdf.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { read } from "./tool-work.ts"

/** What the endpoint takes of a request, bytes, and what each document has. */
const taken = 6_000_000
const each = 1_000_000
const scan = pdf({ pages: 8, picture: 500_000 })
const tags = ["a", "b", "c", "d", "e"]

let scene: Scene
let served: Served

beforeAll(async () => {
  const models = { attachment: true, modalities: { input: ["text", "pdf"], output: ["text"] } }
  scene = await openScene({
    model: { limit: { context: 200_000, output: 8_000 } },
    plugin: { summarize: { enabled: false } },
    host: {
      config: {
        compaction: { auto: false },
        provider: { scripted: { models: { scripted: models } } },
      },
    },
  })
  const write = (name: string, document: string): void =>
    fs.writeFileSync(path.join(scene.host.project, name), document, "latin1")
  write("scan.pdf", scan)
  for (const tag of tags) write(`${tag}.pdf`, pdf({ pages: 1, picture: each }))
  served = await scene.serve()
})

const mediaIn = ({ messages }: RecordedRequest): number =>
  messages.reduce((sum, { media = 0 }) => sum + media, 0)
const bytesOf = ({ body }: RecordedRequest): number => JSON.stringify(body).length

/** The endpoint's answer, unless the request has more bytes than it takes. */
const within =
  (reply: Reply) =>
  (request: RecordedRequest): Reply =>
    bytesOf(request) > taken
      ? { status: 413, body: { error: { message: "Request Entity Too Large" } } }
      : reply

it.each([
  ["in the prompt", () => pdfUrl(scan)],
  ["as a file", () => `file://${path.join(scene.host.project, "scan.pdf")}`],
])("a scan of 8 pages and 4 MB is sent, attached %s", async (_, url) => {
  const session = await served.createSession()
  const file = { type: "file" as const, mime: "application/pdf", filename: "scan.pdf", url: url() }
  const { data, error } = await served.client.session.prompt({
    path: { id: session },
    body: { parts: [{ type: "text", text: "What does it say?" }, file] },
  })
  expect([error, data?.info.error]).toEqual([undefined, undefined])
  expect(scene.main(session).map(mediaIn)).toEqual([1])
})

it("a scan that a tool has read is sent", async () => {
  const session = await served.createSession()
  scene.play([read("scan.pdf")])
  expect(await served.prompt(session, "Read the scan")).toEqual({ text: "Done.", error: "" })
  expect(scene.main(session).map(mediaIn)).toEqual([0, 1])
})

it("a session that was refused for its bytes goes on without its oldest documents", async () => {
  const session = await served.createSession()
  const reads = tags.map((tag) => within(read(`${tag}.pdf`)))
  scene.play([...reads, within({ text: "All read." })])
  const refused = await served.prompt(session, "Read all documents")
  expect(refused.error).not.toBe("")
  scene.play([within({ text: "I go on." }), within({ text: "And on." })])
  expect(await served.prompt(session, "And now?")).toEqual({ text: "I go on.", error: "" })
  expect(await served.prompt(session, "And then?")).toEqual({ text: "And on.", error: "" })
  const sizes = scene.main(session).map(bytesOf)
  expect(sizes.filter((bytes) => bytes > taken)).toHaveLength(1)
  expect(scene.main(session).slice(-2).map(mediaIn)).toEqual([3, 3])
  expect(scene.journal(session).filter(({ type }) => type === "edit").length).toBeGreaterThan(0)
  await expect
    .poll(() => served.toasts.filter((text) => text.includes("refused a request for its bytes")))
    .toHaveLength(1)
})
