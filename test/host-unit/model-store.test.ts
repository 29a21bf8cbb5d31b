import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createModelStore } from "../../src/host/model-store.ts"
import { EMPTY_PROFILE } from "../../src/session/model-profile.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { holds } from "../builders/holds.ts"

const profile = { reported: 1_200, counted: 1_000, updated: 5 }
const fileOf = (folder: string): string => path.join(folder, "models.json")
const read = (folder: string): unknown => JSON.parse(fs.readFileSync(fileOf(folder), "utf8"))

describe("what was learned of models", () => {
  it("is there for the next process", () => {
    const folder = path.join(emptyFolder(), "not-there-yet")
    createModelStore({ folder }).set("p/m", { ...profile, context: 50_000 })
    expect(createModelStore({ folder }).get("p/m")).toEqual({ ...profile, context: 50_000 })
  })

  it("is nothing for a model never seen", () => {
    expect(createModelStore({ folder: emptyFolder() }).get("p/m")).toEqual(EMPTY_PROFILE)
  })

  it("keeps what other processes learned of other models", () => {
    const folder = emptyFolder()
    const [mine, theirs] = [createModelStore({ folder }), createModelStore({ folder })]
    mine.get("p/m")
    theirs.set("p/other", profile)
    mine.set("p/m", profile)
    expect(read(folder)).toEqual({ version: 1, models: { "p/m": profile, "p/other": profile } })
  })

  it("is written when it says something new, not for every step", () => {
    const folder = emptyFolder()
    const store = createModelStore({ folder })
    const samples = [
      profile,
      { ...profile, reported: 1_201 },
      { ...profile, reported: 1_400 },
      { ...profile, reported: 1_400, context: 9_000 },
    ]
    const written = samples.map((sample) => {
      fs.rmSync(fileOf(folder), { force: true })
      store.set("p/m", sample)
      return fs.existsSync(fileOf(folder))
    })
    expect(written).toEqual([true, false, true, true])
    expect(store.get("p/m")).toEqual(samples[3])
  })

  it("leaves no drafts behind", () => {
    const folder = emptyFolder()
    createModelStore({ folder }).set("p/m", profile)
    expect(fs.readdirSync(folder, { recursive: true })).toEqual(["locks", "models.json"])
  })

  it("goes on in memory where its folder cannot be written", () => {
    const blocked = path.join(emptyFolder(), "file")
    fs.writeFileSync(blocked, "")
    const store = createModelStore({ folder: path.join(blocked, "sub") })
    store.set("p/m", profile)
    expect(store.get("p/m")).toEqual(profile)
  })

  it("is written later where it could not be written at once", () => {
    const folder = path.join(emptyFolder(), "sub")
    fs.writeFileSync(folder, "")
    const store = createModelStore({ folder })
    store.set("p/m", profile)
    fs.rmSync(folder)
    store.set("p/m", profile)
    expect(read(folder)).toEqual({ version: 1, models: { "p/m": profile } })
  })

  it("is left alone where it cannot be read, and read when it can be", () => {
    const folder = emptyFolder()
    const elsewhere = path.join(folder, "elsewhere")
    fs.symlinkSync(fileOf(folder), fileOf(folder))
    const store = createModelStore({ folder })
    store.set("p/m", profile)
    expect([store.get("p/m"), store.get("p/other")]).toEqual([profile, EMPTY_PROFILE])
    expect(fs.readlinkSync(fileOf(folder))).toBe(fileOf(folder))
    createModelStore({ folder: elsewhere }).set("p/other", profile)
    fs.renameSync(fileOf(elsewhere), fileOf(folder))
    expect(store.get("p/other")).toEqual(profile)
    store.set("p/m", profile)
    expect(read(folder)).toEqual({ version: 1, models: { "p/m": profile, "p/other": profile } })
  })

  it("has the limit that another process learned or took back", () => {
    const folder = emptyFolder()
    const [mine, theirs] = [createModelStore({ folder }), createModelStore({ folder })]
    mine.set("p/m", profile)
    theirs.set("p/m", { ...profile, context: 50_000, learned: 7 })
    expect(mine.get("p/m")).toEqual({ ...profile, context: 50_000, learned: 7 })
    mine.set("p/m", { ...mine.get("p/m"), reported: 9_000 })
    theirs.set("p/m", profile)
    expect(mine.get("p/m")).toEqual({ ...profile, reported: 9_000 })
    mine.set("p/m", { ...mine.get("p/m"), reported: 10_000 })
    expect(read(folder)).toEqual({
      version: 1,
      models: { "p/m": { ...profile, reported: 10_000 } },
    })
  })

  it.each<[string, (folder: string) => void]>([
    [
      "its entry",
      (folder) => fs.writeFileSync(fileOf(folder), JSON.stringify({ version: 1, models: {} })),
    ],
    [
      "its context",
      (folder) =>
        fs.writeFileSync(
          fileOf(folder),
          JSON.stringify({ version: 1, models: { "p/m": profile } }),
        ),
    ],
    ["the file", (folder) => fs.rmSync(fileOf(folder))],
  ])("has no limit any more when %s is removed while it is in use", (_, remove) => {
    const folder = emptyFolder()
    const store = createModelStore({ folder })
    store.set("p/m", { ...profile, context: 50_000, learned: 7 })
    expect(store.get("p/m").context).toBe(50_000)
    remove(folder)
    expect(store.get("p/m")).toEqual(profile)
    store.set("p/m", { ...store.get("p/m"), reported: 9_000 })
    expect(read(folder)).toEqual({ version: 1, models: { "p/m": { ...profile, reported: 9_000 } } })
  })

  it("keeps a limit in memory that could not be written", () => {
    const folder = path.join(emptyFolder(), "sub")
    const store = createModelStore({ folder })
    store.set("p/m", profile)
    fs.rmSync(folder, { recursive: true })
    fs.writeFileSync(folder, "")
    store.set("p/m", { ...profile, context: 50_000, learned: 7 })
    expect(store.get("p/m").context).toBe(50_000)
  })

  it("writes a doubt once", () => {
    const folder = emptyFolder()
    const store = createModelStore({ folder })
    store.set("p/m", { ...profile, doubted: { tokens: 4_096, at: 7 } })
    const { ino } = fs.statSync(fileOf(folder))
    store.set("p/m", { ...store.get("p/m"), updated: 9 })
    expect(fs.statSync(fileOf(folder)).ino).toBe(ino)
  })

  it("writes the largest answered prompt when it has grown by a quarter", () => {
    const folder = emptyFolder()
    const store = createModelStore({ folder })
    const written = [1_000, 1_250, 1_251].map((tokens) => {
      store.set("p/m", { ...profile, accepted: { tokens, at: 7 } })
      return createModelStore({ folder }).get("p/m").accepted?.tokens
    })
    expect(written).toEqual([1_000, 1_000, 1_251])
  })

  it("loses a damaged entry alone", () => {
    const folder = emptyFolder()
    const models = { "p/m": profile, "p/bad": { reported: "many" }, "p/worse": null }
    fs.writeFileSync(fileOf(folder), JSON.stringify({ version: 1, models }))
    const store = createModelStore({ folder })
    expect(["p/m", "p/bad", "p/worse"].map(store.get)).toEqual([
      profile,
      EMPTY_PROFILE,
      EMPTY_PROFILE,
    ])
  })

  it.each<[string, string]>([
    ["by a newer version", JSON.stringify({ version: 2, models: { "p/m": { limit: 9 } } })],
    ["by a newer version in another form", '{"version":3}'],
  ])("is left alone where it was written %s", (_, text) => {
    const folder = emptyFolder()
    fs.writeFileSync(fileOf(folder), text)
    const store = createModelStore({ folder })
    store.set("p/m", profile)
    expect([store.get("p/m"), fs.readFileSync(fileOf(folder), "utf8")]).toEqual([profile, text])
  })

  it.each([
    ["behind", '{"version":1,"models":{"p/x":{"reported":1200,"counted":1000,"updated":5},}}'],
    ["before", '{"version":1,"models":{ ,"p/x":{"reported":1200,"counted":1000,"updated":5}}}'],
    ["between", '{"version":1,,"models":{"p/x":{"reported":1200,"counted":1000,"updated":5}}}'],
  ])("is read with a comma too many %s an entry that the user removed", (_, text) => {
    const folder = emptyFolder()
    fs.writeFileSync(fileOf(folder), text)
    createModelStore({ folder }).set("p/m", profile)
    expect(read(folder)).toEqual({ version: 1, models: { "p/x": profile, "p/m": profile } })
  })

  it("keeps the entries that it cannot read", () => {
    const folder = emptyFolder()
    const models = { "p/x": { ...profile, context: null }, "p/bad": 7 }
    fs.writeFileSync(fileOf(folder), JSON.stringify({ version: 1, models }))
    createModelStore({ folder }).set("p/m", profile)
    expect(read(folder)).toEqual({ version: 1, models: { ...models, "p/m": profile } })
  })

  it.each(["__proto__", "constructor"])("is kept for a model called %s", (name) => {
    const folder = emptyFolder()
    createModelStore({ folder }).set(name, { ...profile, context: 9_000 })
    expect(createModelStore({ folder }).get(name).context).toBe(9_000)
  })

  it("has the newest prompt that any process had answered", () => {
    const folder = emptyFolder()
    const [mine, theirs] = [createModelStore({ folder }), createModelStore({ folder })]
    mine.set("p/m", { ...profile, accepted: { tokens: 10_000, at: 1 } })
    theirs.set("p/m", { ...profile, accepted: { tokens: 90_000, at: 2 } })
    mine.set("p/m", { ...mine.get("p/m"), context: 50_000, learned: 3 })
    const { accepted } = createModelStore({ folder }).get("p/m")
    expect(accepted).toEqual({ tokens: 90_000, at: 2 })
    mine.set("p/m", { ...mine.get("p/m"), accepted: { tokens: 90_001, at: 4 } })
    expect(mine.get("p/m").accepted).toEqual({ tokens: 90_001, at: 4 })
  })

  it("is not written while another process writes, and with what is learned next", () => {
    const folder = emptyFolder()
    const store = createModelStore({ folder })
    store.set("p/m", profile)
    const lock = path.join(folder, "locks", "models")
    fs.writeFileSync(lock, JSON.stringify({ pid: process.ppid, host: os.hostname(), id: "theirs" }))
    const limited = { ...profile, context: 50_000, learned: 7 }
    store.set("p/m", limited)
    expect([store.get("p/m"), read(folder)]).toEqual([
      limited,
      { version: 1, models: { "p/m": profile } },
    ])
    fs.rmSync(lock)
    store.set("p/m", limited)
    expect(read(folder)).toEqual({ version: 1, models: { "p/m": limited } })
  })

  it("counts as nothing when its file is damaged", () => {
    holds(
      fc.property(fc.oneof(fc.json(), fc.string()), (content) => {
        const folder = emptyFolder()
        fs.writeFileSync(fileOf(folder), content)
        const store = createModelStore({ folder })
        store.set("p/m", profile)
        expect([store.get("p/none"), createModelStore({ folder }).get("p/m")]).toEqual([
          EMPTY_PROFILE,
          profile,
        ])
      }),
      30,
    )
  })
})
