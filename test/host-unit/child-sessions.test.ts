import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { describe, expect, it, vi } from "vitest"
import { createChildSessions } from "../../src/host/child-sessions.ts"
import type { AskOptions, ChildSessions } from "../../src/host/child-sessions.ts"
import type { HostClient } from "../../src/host/host-client.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { createFakeClient } from "../builders/fake-client.ts"
import { testModel } from "../builders/transcript.ts"

const answer = { text: "The summary.", prompt: 100, output: 10 }
const never = new Promise<undefined>(() => {})

interface Scene {
  readonly children: ChildSessions
  readonly ask: (options?: Partial<AskOptions>) => ReturnType<ChildSessions["ask"]>
  /** What was asked of the host, oldest first. */
  readonly asked: readonly string[]
  /** The children with a mark. */
  readonly marks: () => readonly string[]
  readonly folder: string
}

const scene = (host: Partial<HostClient> = {}, folder = emptyFolder()): Scene => {
  const asked: string[] = []
  const note =
    <Arguments extends readonly unknown[], Result>(
      name: string,
      method: (...given: Arguments) => Result,
    ) =>
    (...given: Arguments): Result => {
      asked.push(`${name} ${String(given[0])}`)
      return method(...given)
    }
  const client: HostClient = {
    ...createFakeClient(),
    createChild: note("create", host.createChild ?? (async () => "ses_child")),
    prompt: note("prompt", host.prompt ?? (async () => answer)),
    abort: note("abort", host.abort ?? (async () => undefined)),
    remove: note("remove", host.remove ?? (async () => true)),
  }
  const children = createChildSessions({ client, folder, directory: "/project" })
  const marks = path.join(folder, "children")
  return {
    children,
    ask: (options = {}) =>
      children.ask({
        parent: "ses_1",
        model: testModel,
        prompt: "Summarize.",
        signal: new AbortController().signal,
        timeout: 10_000,
        ...options,
      }),
    asked,
    marks: () => (fs.existsSync(marks) ? fs.readdirSync(marks) : []),
    folder,
  }
}

/** Once nothing is under way any more. */
const over = ({ children }: Scene): Promise<void> =>
  vi.waitFor(() => expect(children.has("ses_child")).toBe(false))

const whole = ["create ses_1", "prompt ses_child", "abort ses_child", "remove ses_child"]

describe("a child session", () => {
  it("answers, and is deleted with its mark", async () => {
    const one = scene()
    expect(await one.ask()).toEqual(answer)
    await over(one)
    expect({ asked: one.asked, marks: one.marks() }).toEqual({ asked: whole, marks: [] })
  })

  it("is asked with the model and words it was given", async () => {
    const prompt = vi.fn(async () => answer)
    const one = scene({ prompt })
    await one.ask()
    expect(prompt.mock.calls).toEqual([["ses_child", testModel, "Summarize."]])
  })

  it("is known and marked while it runs", async () => {
    const one = scene({ prompt: () => never })
    const controller = new AbortController()
    const asked = one.ask({ signal: controller.signal })
    await vi.waitFor(() => expect(one.marks()).toEqual(["ses_child"]))
    expect([one.children.has("ses_child"), one.children.has("ses_1")]).toEqual([true, false])
    const mark = fs.readFileSync(path.join(one.folder, "children", "ses_child"), "utf8")
    expect(JSON.parse(mark)).toEqual({
      child: "ses_child",
      pid: process.pid,
      host: os.hostname(),
      directory: "/project",
    })
    controller.abort()
    expect(await asked).toBe("aborted")
    await over(one)
    expect({ asked: one.asked, marks: one.marks() }).toEqual({ asked: whole, marks: [] })
  })

  it("is ended when its time is up", async () => {
    const one = scene({ prompt: () => never })
    expect(await one.ask({ timeout: 5 })).toBe("timeout")
    await over(one)
    expect({ asked: one.asked, marks: one.marks() }).toEqual({ asked: whole, marks: [] })
  })

  it("is not made for what is aborted already", async () => {
    const one = scene()
    expect(await one.ask({ signal: AbortSignal.abort() })).toBe("aborted")
    expect(one.asked).toEqual([])
  })

  it("is ended where it is aborted while it is made", async () => {
    const controller = new AbortController()
    const one = scene({
      createChild: async () => {
        controller.abort()
        return "ses_child"
      },
      prompt: () => never,
    })
    expect(await one.ask({ signal: controller.signal })).toBe("aborted")
    await over(one)
    expect(one.asked.slice(-2)).toEqual(["abort ses_child", "remove ses_child"])
    expect(one.marks()).toEqual([])
  })

  it("is an error where the host makes none", async () => {
    const one = scene({ createChild: async () => undefined })
    expect([await one.ask(), one.asked, one.marks()]).toEqual(["error", ["create ses_1"], []])
  })

  it.each<[string, HostClient["prompt"]]>([
    ["gives no answer", async () => undefined],
    [
      "fails",
      async () => {
        throw new Error("No route")
      },
    ],
  ])("is an error, and deleted, where it %s", async (_, prompt) => {
    const one = scene({ prompt })
    expect(await one.ask()).toBe("error")
    await over(one)
    expect({ asked: one.asked, marks: one.marks() }).toEqual({ asked: whole, marks: [] })
  })

  it("is given one retry by the host, and no second", async () => {
    const one = scene({ prompt: () => never })
    const asked = one.ask()
    await vi.waitFor(() => expect(one.marks()).toHaveLength(1))
    one.children.retried("ses_child", 1)
    one.children.retried("ses_other", 9)
    expect(await Promise.race([asked, Promise.resolve("running")])).toBe("running")
    one.children.retried("ses_child", 2)
    expect(await asked).toBe("error")
  })

  it("holds nobody up where the host hangs in deleting it, and is known until then", async () => {
    const one = scene({ abort: () => never })
    expect(await one.ask()).toEqual(answer)
    expect([one.children.has("ses_child"), one.marks()]).toEqual([true, ["ses_child"]])
  })

  it("keeps its mark where it could not be deleted", async () => {
    const one = scene({ remove: async () => false })
    expect(await one.ask()).toEqual(answer)
    await over(one)
    expect(one.marks()).toEqual(["ses_child"])
  })
})

describe("children of a host that exits", () => {
  it("are ended and deleted before it does", async () => {
    const one = scene({ prompt: () => never })
    const asked = one.ask()
    await vi.waitFor(() => expect(one.marks()).toHaveLength(1))
    await one.children.close()
    expect({ asked: one.asked, marks: one.marks() }).toEqual({ asked: whole, marks: [] })
    expect(await asked).toBe("aborted")
  })

  it("are nothing that it waits for where there are none", async () => {
    const one = scene()
    await one.children.close()
    expect(one.asked).toEqual([])
  })
})

const folderWith = (marks: Readonly<Record<string, unknown>>): string => {
  const folder = emptyFolder()
  fs.mkdirSync(path.join(folder, "children"))
  for (const [name, mark] of Object.entries(marks))
    fs.writeFileSync(
      path.join(folder, "children", name),
      typeof mark === "string" ? mark : JSON.stringify(mark),
    )
  return folder
}

const mark = (child: string, pid: number, directory = "/project") => ({ child, pid, directory })

describe("the children of hosts that are gone", () => {
  /** A process that has ended, and one that runs. */
  const dead = spawnSync(process.execPath, ["--version"]).pid
  const alive = process.ppid

  it("are deleted, with their marks: those of this directory whose process is dead", async () => {
    const folder = folderWith({
      ses_dead: mark("ses_dead", dead),
      ses_alive: mark("ses_alive", alive),
      ses_other: mark("ses_other", dead, "/other"),
    })
    const one = scene({}, folder)
    await one.children.removeOrphans()
    expect(one.asked).toEqual(["abort ses_dead", "remove ses_dead"])
    expect(one.marks().toSorted()).toEqual(["ses_alive", "ses_other"])
  })

  it("are deleted where an earlier process had our number", async () => {
    const one = scene({}, folderWith({ ses_old: mark("ses_old", process.pid) }))
    await one.children.removeOrphans()
    expect([one.asked, one.marks()]).toEqual([["abort ses_old", "remove ses_old"], []])
  })

  it("are those of another machine only when no child would still run", async () => {
    const theirs = { ...mark("ses_theirs", dead), host: "another" }
    const folder = folderWith({ ses_theirs: theirs })
    const one = scene({}, folder)
    await one.children.removeOrphans()
    expect([one.asked, one.marks()]).toEqual([[], ["ses_theirs"]])
    const before = Date.now() / 1_000 - 3_660
    fs.utimesSync(path.join(folder, "children", "ses_theirs"), before, before)
    await one.children.removeOrphans()
    expect([one.asked, one.marks()]).toEqual([["abort ses_theirs", "remove ses_theirs"], []])
  })

  it("are not our own that still run", async () => {
    const one = scene({ prompt: () => never })
    void one.ask()
    await vi.waitFor(() => expect(one.marks()).toHaveLength(1))
    await one.children.removeOrphans()
    expect([one.asked, one.marks()]).toEqual([whole.slice(0, 2), ["ses_child"]])
  })

  it("keep their marks where they cannot be deleted, and are tried the next time", async () => {
    const folder = folderWith({ a: mark("a", dead), b: mark("b", dead) })
    const failing = scene({ remove: async (child) => child === "b" }, folder)
    await failing.children.removeOrphans()
    expect(failing.marks()).toEqual(["a"])
    const next = scene({}, folder)
    await next.children.removeOrphans()
    expect([next.asked, next.marks()]).toEqual([["abort a", "remove a"], []])
  })

  it("are none where marks say nothing, or there are none", async () => {
    const one = scene({}, folderWith({ torn: '{"child":"a"', odd: { child: 1, pid: dead } }))
    await one.children.removeOrphans()
    const two = scene()
    await two.children.removeOrphans()
    expect([one.asked, two.asked]).toEqual([[], []])
  })
})
