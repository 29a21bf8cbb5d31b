import fs from "node:fs"
import path from "node:path"
import zlib from "node:zlib"
import { describe, expect, it } from "vitest"
import { readExport } from "../../src/host/read-export.ts"
import { emptyFolder } from "../builders/empty-folder.ts"

const messages = [
  { info: { id: "m1", role: "user", sessionID: "ses_1" }, parts: [] },
  { info: { id: "m2", role: "assistant" }, parts: [{ type: "text", text: "{" }] },
]
const session = { info: { id: "ses_1", directory: "/project" }, messages }

const fileOf = (name: string, content: string | Buffer): string => {
  const file = path.join(emptyFolder(), name)
  fs.writeFileSync(file, content)
  return file
}

const expected = { name: "session", id: "ses_1", directory: "/project", messages }

describe("an export", () => {
  it.each([
    ["plain", JSON.stringify(session)],
    ["with indentation", JSON.stringify(session, undefined, 2)],
    [
      "behind lines of a log",
      `INFO  {a: 1} [x]\nExporting session: ses_1\n${JSON.stringify(session)}`,
    ],
    [
      "behind a log on the same line",
      `Exporting session: ses_1${JSON.stringify(session, undefined, 2)}`,
    ],
    ["behind a byte order mark", `\uFEFF${JSON.stringify(session)}`],
  ])("is read %s", (_title, content) => {
    expect(readExport(fileOf("session.json", content))).toEqual({ ok: true, session: expected })
  })

  it("is read gzipped, whatever its name", () => {
    const content = zlib.gzipSync(JSON.stringify(session))
    expect(readExport(fileOf("session.json.gz", content))).toEqual({ ok: true, session: expected })
    expect(readExport(fileOf("session", content))).toEqual({ ok: true, session: expected })
  })

  it("may be the list of messages alone", () => {
    expect(readExport(fileOf("session.json", JSON.stringify(messages)))).toEqual({
      ok: true,
      session: { ...expected, directory: "" },
    })
  })

  it.each([
    ["", "is empty"],
    ["Session not found: ses_1\n", "holds no JSON"],
    [JSON.stringify(session).slice(0, -20), "is damaged or cut off"],
    ["[1, 2]", "message 1 of 2 has no role or no parts: not an export of OpenCode"],
    ['{"a": 1}', "is JSON without a list of messages: not an export of OpenCode"],
    ['{"messages": []}', "holds no answer of a model: there is nothing to replay"],
  ])("of wrong content is refused: %j", (content, problem) => {
    const file = fileOf("session.json", content)
    expect(readExport(file)).toEqual({ ok: false, problem: expect.stringContaining(problem) })
    expect(readExport(file)).toEqual({ ok: false, problem: expect.stringContaining(file) })
  })

  it("that is cut off inside gzip, or is not there, is refused", () => {
    const cut = zlib.gzipSync(JSON.stringify(session)).subarray(0, 60)
    expect(readExport(fileOf("session.json.gz", cut))).toMatchObject({ ok: false })
    expect(readExport("/nowhere/session.json")).toEqual({
      ok: false,
      problem: expect.stringContaining("/nowhere/session.json: cannot be read (ENOENT"),
    })
  })
})
