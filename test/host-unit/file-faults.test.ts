import fs from "node:fs"
import path from "node:path"
import { afterEach, describe, expect, it, vi } from "vitest"
import { createChildSessions } from "../../src/host/child-sessions.ts"
import { createDispatchLog } from "../../src/host/dispatch-log.ts"
import { forgetSession } from "../../src/host/forget-session.ts"
import { createJournal } from "../../src/host/journal.ts"
import { createModelStore } from "../../src/host/model-store.ts"
import { createSpilledTexts } from "../../src/host/spilled-texts.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { createFakeClient } from "../builders/fake-client.ts"
import { isOthersUntouched, PLACED } from "../builders/file-faults.ts"
import { testModel } from "../builders/transcript.ts"

afterEach(() => void vi.restoreAllMocks())

const SESSION = "ses_1"
const text = "A text that is longer than it may be."
const terminal = {
  type: "dispatch_prompt_overflow_terminal",
  message: "m1",
  forecast: 3,
  limit: 2,
} as const
const profile = { reported: 3, counted: 2, updated: 1 }

/** Each capability that keeps files is used once on a data folder; what comes of it. */
const used = async (folder: string, atWork = () => {}) => {
  const causes: string[] = []
  const open = { folder, sessionID: SESSION, onMemoryOnly: (cause: string) => causes.push(cause) }
  const journal = createJournal(open)
  journal.refresh()
  journal.append([terminal])
  const dispatches = createDispatchLog(open)
  dispatches.refresh()
  dispatches.append([{ type: "prompt", at: 1 }])
  const texts = createSpilledTexts({ folder, ttlMinutes: 60, clock: Date.now })
  const kept = texts.keep(SESSION, text)
  const models = createModelStore({ folder })
  models.set("a/b", profile)
  const client = {
    ...createFakeClient(),
    createChild: async () => "ses_child",
    prompt: async () => {
      atWork()
      return { text: "Summary", prompt: 1, output: 1 }
    },
  }
  const children = createChildSessions({ client, folder, directory: "/project" })
  await children.removeOrphans()
  const answer = await children.ask({
    parent: SESSION,
    model: testModel,
    prompt: "Summarize.",
    signal: new AbortController().signal,
    timeout: 60_000,
  })
  await children.close()
  return {
    refused: [...journal.refresh().refused],
    dispatched: dispatches.refresh().length,
    learned: models.get("a/b"),
    isKept: kept !== undefined,
    found: kept && texts.find(SESSION, kept.handle),
    answer: typeof answer === "string" ? answer : "answered",
    told: causes.length > 0,
  }
}

const sound = {
  refused: ["m1"],
  dispatched: 1,
  learned: profile,
  isKept: true,
  found: text,
  answer: "answered",
  told: false,
}
type Outcome = Awaited<ReturnType<typeof used>>

/** What stands in a place, and what is lost by it: nothing but what is said here. */
const PLACES: readonly (readonly [string, (fault: string) => Partial<Outcome>])[] = [
  ["ses_1.jsonl", (fault) => ({ told: !isUsableFile(fault) })],
  ["dispatch", (fault) => ({ told: !isFolder(fault) })],
  ["dispatch/ses_1.jsonl", (fault) => ({ told: !isUsableFile(fault) })],
  ["results", (fault) => (isFolder(fault) ? {} : { isKept: false, found: undefined })],
  ["results/ses_1", (fault) => (isFolder(fault) ? {} : { isKept: false, found: undefined })],
  ["models.json", () => ({})],
  ["children", () => ({})],
  ["children/ses_child", () => ({})],
  [".", (fault) => (isFolder(fault) ? {} : { isKept: false, found: undefined, told: true })],
]
const isFolder = (fault: string): boolean => fault === "a folder" || fault === "a full folder"
const isUsableFile = (fault: string): boolean =>
  fault === "an empty file" || fault === "bytes that are no text"

describe.each(PLACES)("in the place of %s in the data folder", (place, lost) => {
  it.each(PLACED)("%s holds nobody up, loses nothing and is told", async (fault, put) => {
    const folder = path.join(emptyFolder(), "data")
    if (place !== ".") fs.mkdirSync(path.dirname(path.join(folder, place)), { recursive: true })
    put(path.join(folder, place))
    expect(await used(folder)).toEqual({ ...sound, ...lost(fault) })
    forgetSession(folder, SESSION)
    expect(isOthersUntouched()).toBe(true)
  })
})

const fails = (code: string) => () => {
  throw Object.assign(new Error(`${code}: it fails`), { code })
}
const withoutFiles: Partial<Outcome> = {
  isKept: false,
  found: undefined,
  told: true,
}

const insert = (after: string) => ({ type: "insert", after, text: "x", tokens: 1 }) as const

describe("a disk", () => {
  it.each<[string, () => void, Partial<Outcome>]>([
    [
      "that is full",
      () => vi.spyOn(fs, "writeSync").mockImplementation(fails("ENOSPC")),
      withoutFiles,
    ],
    ["that fails", () => vi.spyOn(fs, "writeSync").mockImplementation(fails("EIO")), withoutFiles],
    ["that takes nothing", () => vi.spyOn(fs, "writeSync").mockReturnValue(0), withoutFiles],
    ["that drops what it takes", () => vi.spyOn(fs, "writeSync").mockReturnValue(1), withoutFiles],
    [
      "that is read only",
      () => vi.spyOn(fs, "openSync").mockImplementation(fails("EROFS")),
      withoutFiles,
    ],
    [
      "with files of others",
      () => vi.spyOn(fs, "openSync").mockImplementation(fails("EACCES")),
      withoutFiles,
    ],
    [
      "with too many open files",
      () => vi.spyOn(fs, "openSync").mockImplementation(fails("EMFILE")),
      withoutFiles,
    ],
    [
      "that makes no folders",
      () => vi.spyOn(fs, "mkdirSync").mockImplementation(fails("EACCES")),
      withoutFiles,
    ],
    [
      "that shows no folders",
      () => vi.spyOn(fs, "readdirSync").mockImplementation(fails("EACCES")),
      { found: undefined },
    ],
  ])("%s holds nobody up, loses nothing and is told", async (_, harm, lost) => {
    const folder = emptyFolder()
    harm()
    expect(await used(folder)).toEqual({ ...sound, ...lost })
  })

  it("that takes a little at a time gets all of it", async () => {
    const folder = emptyFolder()
    const write = fs.writeSync.bind(fs)
    vi.spyOn(fs, "writeSync").mockImplementation((descriptor, bytes, offset) =>
      write(descriptor, Buffer.from(bytes), Number(offset), 1),
    )
    expect(await used(folder)).toEqual(sound)
  })

  it("that is full in the middle of records keeps none of them twice", () => {
    const folder = emptyFolder()
    const write = fs.writeSync.bind(fs)
    const causes: string[] = []
    const journal = createJournal({
      folder,
      sessionID: SESSION,
      onMemoryOnly: (cause) => causes.push(cause),
    })
    let left = 100
    vi.spyOn(fs, "writeSync").mockImplementation((descriptor, bytes, offset) => {
      if (left === 0) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" })
      const written = write(descriptor, Buffer.from(bytes), Number(offset), left)
      left -= written
      return written
    })
    journal.append([insert("m1"), insert("m2"), insert("m3")])
    expect(journal.refresh().inserts.map(({ after }) => after)).toEqual(["m1", "m2", "m3"])
    expect(causes).toEqual(["ENOSPC"])
  })
})

it("files and folders of ours are for their user alone, also where they were open to others", async () => {
  const folder = emptyFolder()
  const folders = ["", "results", "results/ses_1", "dispatch", "children"]
  const files = ["ses_1.jsonl", "dispatch/ses_1.jsonl", "models.json", "children/ses_child"]
  for (const name of folders) fs.mkdirSync(path.join(folder, name), { recursive: true })
  for (const name of files) fs.writeFileSync(path.join(folder, name), "")
  for (const name of folders) fs.chmodSync(path.join(folder, name), 0o777)
  for (const name of files) fs.chmodSync(path.join(folder, name), 0o666)
  const modes: Record<string, number> = {}
  await used(folder, () => {
    for (const name of [...folders, ...files])
      modes[name] = fs.statSync(path.join(folder, name)).mode & 0o777
  })
  expect(modes).toEqual({
    "": 0o700,
    results: 0o700,
    "results/ses_1": 0o700,
    dispatch: 0o700,
    children: 0o700,
    "ses_1.jsonl": 0o600,
    "dispatch/ses_1.jsonl": 0o600,
    "models.json": 0o600,
    "children/ses_child": 0o600,
  })
})
