import { execFile, spawn, spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterEach, describe, expect, it, vi } from "vitest"
import { withLock } from "../../src/host/file-lock.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { leavePipe } from "../builders/leave-pipe.ts"

const compiled = fileURLToPath(new URL("../../dist/host/file-lock.js", import.meta.url))
const script = (body: string): string[] => [
  "--input-type=module",
  "-e",
  `import fs from "node:fs"; import { withLock } from ${JSON.stringify(compiled)}; ${body}`,
]
const lockIn = (folder: string): string => path.join(folder, "locks", "ses_1")
const here = os.hostname()
const gone = spawnSync(process.execPath, ["-e", ""]).pid
/** Longer than the pause between two attempts. */
const ONE_TRY_MS = 30

interface Holder {
  readonly content: string
  /** Milliseconds since it was taken. */
  readonly age?: number
}

const held = ({ content, age = 0 }: Holder): string => {
  const file = lockIn(emptyFolder())
  fs.mkdirSync(path.dirname(file))
  fs.writeFileSync(file, content)
  const taken = (Date.now() - age) / 1_000
  fs.utimesSync(file, taken, taken)
  return file
}
const holder = (pid: number, host = here): string => JSON.stringify({ pid, host, id: "theirs" })

/** Asks for a lock on a clock of its own. */
const asked = (file: string) => askedOf(withLock, file)

const askedOf = (lock: typeof withLock, file: string) => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout"] })
  const seen: string[] = []
  const ended = lock(file, async () => void seen.push("done")).catch((error: unknown) =>
    seen.push(String(error)),
  )
  return { seen, ended }
}
afterEach(() => void vi.useRealTimers())

const noLinks = () =>
  vi.spyOn(fs, "linkSync").mockImplementation(() => {
    throw Object.assign(new Error("no links"), { code: "EPERM" })
  })

describe("work under a lock", () => {
  it("is done and answered, and leaves no file", async () => {
    const file = lockIn(emptyFolder())
    const seen = await withLock(file, async () => fs.readFileSync(file, "utf8"))
    expect(JSON.parse(seen)).toEqual({ pid: process.pid, host: here, id: expect.any(String) })
    expect(fs.readdirSync(path.dirname(file))).toEqual([])
  })

  it("that fails says so, and leaves no file", async () => {
    const file = lockIn(emptyFolder())
    const work = withLock(file, () => Promise.reject(new Error("broken")))
    await expect(work).rejects.toThrow("broken")
    expect(fs.readdirSync(path.dirname(file))).toEqual([])
  })

  it("leaves the lock alone that another has taken over", async () => {
    const file = lockIn(emptyFolder())
    await withLock(file, async () => fs.writeFileSync(file, holder(process.ppid)))
    expect(fs.readFileSync(file, "utf8")).toBe(holder(process.ppid))
  })

  it("knows that it holds its lock no more when another has taken it over", async () => {
    const file = lockIn(emptyFolder())
    const seen = await withLock(file, async (holds) => {
      const before = holds()
      fs.writeFileSync(file, holder(process.ppid))
      return [before, holds()]
    })
    expect(seen).toEqual([true, false])
  })

  it("is done one after the other", async () => {
    const file = lockIn(emptyFolder())
    const seen: string[] = []
    const work = (name: string) =>
      withLock(file, async () => {
        seen.push(`${name} begins`)
        await new Promise((resolve) => setImmediate(resolve))
        seen.push(`${name} ends`)
      })
    await Promise.all([work("a"), work("b")])
    expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"])
  })

  it("is done one after the other by two copies of the plugin in one process", async () => {
    const file = lockIn(emptyFolder())
    vi.resetModules()
    const copy = await import("../../src/host/file-lock.ts")
    expect(copy.withLock).not.toBe(withLock)
    const seen: string[] = []
    await withLock(file, async () => {
      const { seen: theirs, ended } = askedOf(copy.withLock, file)
      await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
      seen.push(`${theirs.length} while it is held`)
      void ended.then(() => seen.push(...theirs))
    })
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    expect(seen).toEqual(["0 while it is held", "done"])
  })

  it("goes on alone where its folder cannot be made", async () => {
    const folder = emptyFolder()
    fs.symlinkSync(path.join(folder, "gone", "for good"), path.join(folder, "link"))
    const lock = path.join(folder, "link", "locks", "ses_1")
    expect(await withLock(lock, async () => "done")).toBe("done")
    expect(fs.readdirSync(folder)).toEqual(["link"])
  })

  it("goes on alone where a file has the name of its folder", async () => {
    const folder = emptyFolder()
    fs.writeFileSync(path.join(folder, "locks"), "mine")
    expect(await withLock(lockIn(folder), async (holds) => holds())).toBe(true)
    expect(fs.readFileSync(path.join(folder, "locks"), "utf8")).toBe("mine")
  })

  it("is done one after the other where links are not possible", async () => {
    const links = noLinks()
    const file = lockIn(emptyFolder())
    const seen: string[] = []
    const work = (name: string) =>
      withLock(file, async () => {
        seen.push(name, ...fs.readdirSync(path.dirname(file)))
        await new Promise((resolve) => setImmediate(resolve))
        seen.push(name)
      })
    await Promise.all([work("a"), work("b")])
    links.mockRestore()
    expect(seen).toEqual(["a", "ses_1", "a", "b", "ses_1", "b"])
    expect(fs.readdirSync(path.dirname(file))).toEqual([])
  })

  it("is done by two processes without losing any of it", async () => {
    const folder = emptyFolder()
    const counter = path.join(folder, "counter.json")
    fs.writeFileSync(counter, '{"count":0}')
    const body = `
      for (let turn = 0; turn < 100; turn++)
        await withLock(${JSON.stringify(lockIn(folder))}, async () => {
          const { count } = JSON.parse(fs.readFileSync(${JSON.stringify(counter)}, "utf8"))
          await new Promise((resolve) => setImmediate(resolve))
          fs.writeFileSync(${JSON.stringify(counter)}, JSON.stringify({ count: count + 1 }))
        })`
    const run = promisify(execFile)
    await Promise.all([1, 2].map(() => run(process.execPath, script(body))))
    expect(JSON.parse(fs.readFileSync(counter, "utf8"))).toEqual({ count: 200 })
    expect(fs.readdirSync(path.join(folder, "locks"))).toEqual([])
  })
})

describe("the lock of another", () => {
  it.each<[string, Holder]>([
    ["of a process that is gone", { content: holder(gone) }],
    ["of an earlier process that had our number", { content: holder(process.pid) }],
    ["of one that has hung", { content: holder(process.ppid), age: 121_000 }],
    ["of one that has hung on another machine", { content: holder(1, "elsewhere"), age: 31_000 }],
    ["that was torn", { content: "{", age: 1_000 }],
    ["of nobody", { content: "{}", age: 1_000 }],
    ["of process zero", { content: holder(0) }],
    ["that is empty", { content: "", age: 1_000 }],
    ["that is larger than any", { content: " ".repeat(100_000), age: 1_000 }],
    ["of one that runs, dated tomorrow", { content: holder(process.ppid), age: -86_400_000 }],
    ["on another machine, dated in a minute", { content: holder(1, "elsewhere"), age: -60_000 }],
  ])("%s is taken over at once", async (_, left) => {
    const file = held(left)
    const { seen } = asked(file)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    expect(seen).toEqual(["done"])
    expect(fs.readdirSync(path.dirname(file))).toEqual([])
  })

  it.each<[string, Holder]>([
    ["of a process that runs", { content: holder(process.ppid) }],
    ["of one that runs, and may have been stopped", { content: holder(process.ppid), age: 60_000 }],
    ["of a process on another machine", { content: holder(gone, "elsewhere") }],
    // Dated so that it is young until the test has ended.
    ["that is being written", { content: "{", age: -1_900 }],
  ])("%s is waited for", async (_, left) => {
    const file = held(left)
    const { seen, ended } = asked(file)
    await vi.advanceTimersByTimeAsync(100)
    expect([seen, fs.readFileSync(file, "utf8")]).toEqual([[], left.content])
    fs.rmSync(file)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    await ended
    expect([seen, fs.readdirSync(path.dirname(file))]).toEqual([["done"], []])
  })

  it("is not waited for without end", async () => {
    const file = held({ content: holder(process.ppid) })
    const { seen } = asked(file)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    vi.setSystemTime(Date.now() + 41_000)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    expect(seen).toEqual([`Error: another process holds ${file}`])
    expect(fs.readdirSync(path.dirname(file))).toEqual(["ses_1"])
  })

  it.each<[string, (file: string) => void, readonly string[]]>([
    ["an empty folder", (file) => fs.mkdirSync(file), []],
    [
      "a folder with something in it, which is kept",
      (file) => fs.mkdirSync(path.join(file, "theirs"), { recursive: true }),
      [expect.stringMatching(/^ses_1\.[\w-]{36}$/)],
    ],
    ["a pipe", leavePipe, []],
    ["a link to itself", (file) => fs.symlinkSync(file, file), []],
    ["a link to a file elsewhere", (file) => fs.symlinkSync(compiled, file), []],
  ])("that is none, but %s, is moved out of the way at once", async (_, put, left) => {
    const file = lockIn(emptyFolder())
    fs.mkdirSync(path.dirname(file))
    put(file)
    const { seen } = asked(file)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    expect([seen, fs.readdirSync(path.dirname(file))]).toEqual([["done"], left])
  })

  it("that is stale is left to whoever moves it out of the way, until that one hangs", async () => {
    const file = held({ content: holder(gone) })
    fs.writeFileSync(`${file}.breaking`, "")
    const { seen } = asked(file)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    expect([seen, fs.readFileSync(file, "utf8")]).toEqual([[], holder(gone)])
    const before = Date.now() / 1_000 - 31
    fs.utimesSync(`${file}.breaking`, before, before)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    expect([seen, fs.readdirSync(path.dirname(file))]).toEqual([["done"], []])
  })

  it("is left to it where it was taken while the asker was stopped", async () => {
    const file = held({ content: holder(process.ppid) })
    const { lstatSync } = fs
    // When the asker goes on, the time of its first draft is three seconds old.
    let first: string | undefined
    const stopped = vi.spyOn(fs, "lstatSync").mockImplementation((name) => {
      const stat = lstatSync(name)
      if (String(name).startsWith(`${file}.`)) first ??= String(name)
      return String(name) === first ? Object.assign(stat, { mtimeMs: stat.mtimeMs - 3_000 }) : stat
    })
    const { seen } = asked(file)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    stopped.mockRestore()
    expect([seen, fs.readFileSync(file, "utf8")]).toEqual([[], holder(process.ppid)])
  })

  it("is taken over at once where its process was killed at work", async () => {
    const file = lockIn(emptyFolder())
    const body = `await withLock(${JSON.stringify(file)}, () => {
      console.log("locked")
      return new Promise(() => setInterval(() => {}, 1000))
    })`
    const child = spawn(process.execPath, script(body))
    await new Promise((resolve) => child.stdout.once("data", resolve))
    const ended = new Promise((resolve) => child.once("exit", resolve))
    expect(JSON.parse(fs.readFileSync(file, "utf8"))).toMatchObject({ pid: child.pid })
    child.kill("SIGKILL")
    await ended
    const { seen } = asked(file)
    await vi.advanceTimersByTimeAsync(ONE_TRY_MS)
    expect(seen).toEqual(["done"])
  })
})
