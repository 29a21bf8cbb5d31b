import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { createSpilledTexts, RESULTS_FOLDER } from "../../src/host/spilled-texts.ts"
import { emptyFolder } from "../builders/empty-folder.ts"

const MINUTE = 60_000

const create = ({ ttlMinutes = 60, now = Date.now() } = {}) => {
  const folder = emptyFolder()
  const time = { now }
  const texts = createSpilledTexts({ folder, ttlMinutes, clock: () => time.now })
  return { folder, time, texts }
}

describe("a text that is kept", () => {
  it.each(["a result", "", "汉字 and \uD800 half a character", "x".repeat(1_000_000)])(
    "is found by its handle, byte for byte (%#)",
    (text) => {
      const { texts } = create()
      const kept = texts.keep("ses_1", text)
      const bytes = fs.readFileSync(kept?.path ?? "")
      expect(bytes.equals(Buffer.from(text))).toBe(true)
      expect(texts.find("ses_1", kept?.handle ?? "")).toBe(bytes.toString())
    },
  )

  it("is found by its own session alone", () => {
    const { texts } = create()
    const handle = texts.keep("ses_1", "a result")?.handle ?? ""
    expect(texts.find("ses_2", handle)).toBeUndefined()
  })

  it.each(["", "../../x", "1234567", "ABCDEF01", "deadbeef"])("is not found by %j", (handle) => {
    const { texts } = create()
    texts.keep("ses_1", "a result")
    expect(texts.find("ses_1", handle)).toBeUndefined()
  })

  it("is for its user alone, and leaves no draft behind", () => {
    const { texts, folder } = create()
    const kept = texts.keep("ses_1", "a result")
    expect(fs.statSync(kept?.path ?? "").mode & 0o777).toBe(0o600)
    expect(fs.readdirSync(path.join(folder, RESULTS_FOLDER, "ses_1"))).toHaveLength(1)
  })

  it("goes when its time is over, with the folder that it leaves empty", () => {
    const { texts, time, folder } = create({ ttlMinutes: 60 })
    texts.keep("ses_1", "old")
    time.now += 61 * MINUTE
    texts.keep("ses_2", "new")
    expect(fs.readdirSync(path.join(folder, RESULTS_FOLDER))).toEqual(["ses_2"])
  })

  it("stays until then", () => {
    const { texts, time, folder } = create({ ttlMinutes: 60 })
    texts.keep("ses_1", "old")
    time.now += 59 * MINUTE
    texts.keep("ses_2", "new")
    expect(fs.readdirSync(path.join(folder, RESULTS_FOLDER)).toSorted()).toEqual(["ses_1", "ses_2"])
  })
})

describe("a folder of results", () => {
  it("is swept of our texts alone, and not through a link", () => {
    const { texts, time, folder } = create({ ttlMinutes: 60 })
    const kept = texts.keep("ses_1", "old")?.path ?? ""
    const others = emptyFolder()
    const name = path.basename(kept)
    fs.copyFileSync(kept, path.join(others, name))
    fs.symlinkSync(others, path.join(folder, RESULTS_FOLDER, "ses_link"))
    fs.writeFileSync(path.join(path.dirname(kept), "notes.txt"), "Mine.")
    fs.writeFileSync(`${kept}.00000000-0000-0000-0000-000000000000`, "A draft of a killed process")
    fs.writeFileSync(path.join(folder, RESULTS_FOLDER, "a-file"), "")
    time.now += 61 * MINUTE
    texts.keep("ses_2", "new")
    expect(fs.readdirSync(path.dirname(kept))).toEqual(["notes.txt"])
    expect(fs.readdirSync(others)).toEqual([name])
  })

  it.each<[string, (file: string) => void]>([
    ["cut", (file) => fs.truncateSync(file, 4)],
    ["changed", (file) => fs.writeFileSync(file, "another result")],
    ["no text any more", (file) => fs.writeFileSync(file, Buffer.from([0xff, 0xfe]))],
  ])("hands out no text that is %s", (_, harm) => {
    const { texts } = create()
    const kept = texts.keep("ses_1", "a result")
    harm(kept?.path ?? "")
    expect(texts.find("ses_1", kept?.handle ?? "")).toBeUndefined()
    texts.carryOver("ses_1", "ses_2")
    expect(texts.find("ses_2", kept?.handle ?? "")).toBeUndefined()
  })

  it("is given to a fork with what is sound in it", () => {
    const { texts, folder } = create()
    const kept = texts.keep("ses_1", "a result")
    fs.symlinkSync("/dev/zero", path.join(folder, RESULTS_FOLDER, "ses_1", "0123456789abcdef.txt"))
    texts.carryOver("ses_1", "ses_2")
    texts.carryOver("ses_none", "ses_2")
    expect(texts.find("ses_2", kept?.handle ?? "")).toBe("a result")
  })
})

it("where nothing can be written, that is said", () => {
  const folder = path.join(emptyFolder(), "a-file")
  fs.writeFileSync(folder, "")
  const texts = createSpilledTexts({ folder, ttlMinutes: 60, clock: Date.now })
  expect(texts.keep("ses_1", "a result")).toBeUndefined()
})

describe("a link out of the data folder", () => {
  it.each(["results", "results/ses_1"])("as %s gets no text, and gives none", (place) => {
    const { texts, folder } = create()
    const { texts: elsewhere, folder: others } = create()
    const handle = elsewhere.keep("ses_1", "a result")?.handle ?? ""
    const before = fs.readdirSync(others, { recursive: true })
    fs.mkdirSync(path.dirname(path.join(folder, place)), { recursive: true })
    fs.symlinkSync(path.join(others, place), path.join(folder, place))
    expect(texts.keep("ses_1", "a prompt")).toBeUndefined()
    expect(texts.find("ses_1", handle)).toBeUndefined()
    texts.carryOver("ses_2", "ses_1")
    expect(fs.readdirSync(others, { recursive: true })).toEqual(before)
  })

  it("as the data folder itself is followed", () => {
    const folder = path.join(emptyFolder(), "link")
    fs.symlinkSync(emptyFolder(), folder)
    const texts = createSpilledTexts({ folder, ttlMinutes: 60, clock: Date.now })
    const handle = texts.keep("ses_1", "a result")?.handle ?? ""
    expect(texts.find("ses_1", handle)).toBe("a result")
  })
})

it("what killed processes left half-written goes after a day, and nothing else", () => {
  const { texts, time, folder } = create()
  const draft = ".00000000-0000-4000-8000-000000000000"
  const drafts = [`models.json${draft}`, `locks/ses_1${draft}`, `children/ses_1${draft}`]
  const files = ["models.json", "ses_1.jsonl", "locks/ses_1", "children/ses_1"]
  for (const name of ["locks", "children"]) fs.mkdirSync(path.join(folder, name))
  for (const name of [...drafts, ...files]) fs.writeFileSync(path.join(folder, name), "")
  fs.mkdirSync(path.join(folder, `locks/ses_2${draft}`, "theirs"), { recursive: true })
  const all = [...drafts, ...files, `locks/ses_2${draft}`]
  const left = () => all.filter((name) => fs.existsSync(path.join(folder, name)))
  time.now += 23 * 60 * MINUTE
  texts.keep("ses_1", "one")
  expect(left()).toEqual(all)
  time.now += 2 * 60 * MINUTE
  texts.keep("ses_1", "two")
  expect(left()).toEqual(files)
})

it("a text that is dated ahead by more than its time goes as well", () => {
  const { texts, time } = create()
  const kept = texts.keep("ses_1", "a result")?.path ?? ""
  const ahead = time.now / 1_000 + 10 * 365 * 24 * 3_600
  fs.utimesSync(kept, ahead, ahead)
  time.now += 11 * MINUTE
  texts.keep("ses_2", "another")
  expect(fs.existsSync(kept)).toBe(false)
})
