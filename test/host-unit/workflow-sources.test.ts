import fs from "node:fs"
import path from "node:path"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { Command, Skill } from "../../src/host/host-commands.ts"
import { createWorkflowSources } from "../../src/host/workflow-sources.ts"
import type { WorkflowSource } from "../../src/host/workflow-sources.ts"
import { emptyFolder } from "../builders/empty-folder.ts"

beforeEach(() => {
  vi.stubEnv("XDG_CONFIG_HOME", emptyFolder())
  vi.stubEnv("OPENCODE_CONFIG_DIR", emptyFolder())
})
afterEach(() => void vi.unstubAllEnvs())

const body = "# Review\n- Never push"
const declared = `---\ndescription: Review it\nworkflow: true\n---\n${body}\n`
const write = (file: string, text: string): string => {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, text)
  return file
}
const told = async (sources: Promise<readonly WorkflowSource[]>) =>
  (await sources).map(({ read, ...source }) => ({ ...source, now: read() }))

interface Scene {
  readonly match?: readonly string[]
  readonly commands?: readonly Command[]
  readonly skills?: readonly Skill[]
}
const configured: readonly Command[] = [
  { name: "review", template: `${body}\n`, description: "Review it", source: "command" },
]
const template = (name: string, text = name): Command => ({ name, template: text })
const skill = (location: string, name = "review"): Skill => ({
  name,
  description: "Review it",
  location,
  content: "Content\n",
})

const scene = ({ match = [], commands = configured, skills = [] }: Scene = {}) => {
  const worktree = emptyFolder()
  const directory = path.join(worktree, "packages", "core")
  const client = {
    commands: vi.fn(async (): Promise<readonly Command[] | undefined> => commands),
    skills: vi.fn(async (): Promise<readonly Skill[] | undefined> => skills),
  }
  const unknown: string[] = []
  const onUnknown = (name: string) => void unknown.push(name)
  return {
    client,
    worktree,
    directory,
    unknown,
    sources: createWorkflowSources({ client, match, directory, worktree, onUnknown }),
    command: (name: string, text: string, root = worktree) =>
      write(path.join(root, ".opencode", "command", `${name}.md`), text),
  }
}
const review = { slug: "review", description: "Review it", kind: "command", text: body, now: body }

describe("a command is a workflow", () => {
  it.each<[string, string]>([
    ["where its front matter says so", declared],
    ["with other words for it", declared.replace("true", "'Yes' # it is")],
    ["with quotes", declared.replace("true", '"on"')],
    ["in lines of another system", declared.replaceAll("\n", "\r\n").replace(/\r\n- /, "\n- ")],
    ["behind a byte order mark", `\uFEFF${declared}`],
  ])("%s", async (_, text) => {
    const { sources, command } = scene()
    command("review", text)
    expect(await told(sources.all())).toEqual([review])
  })

  it.each<[string, string]>([
    ["says nothing", body],
    ["says no", declared.replace("true", "false")],
    ["says it of something else", declared.replace("workflow:", "  workflow:")],
    ["says it after the front matter", `---\na: b\n---\n${body}\n\nworkflow: true`],
    ["is of another text", declared.replace("Never", "Always")],
  ])("not where its file %s", async (_, text) => {
    const { sources, command } = scene()
    command("review", text)
    expect(await told(sources.all())).toEqual([])
  })

  it.each<[string, (made: ReturnType<typeof scene>) => string]>([
    ["the directory", ({ directory }) => path.join(directory, ".opencode", "commands")],
    [
      "a folder above it",
      ({ worktree }) => path.join(worktree, "packages", ".opencode", "command"),
    ],
    ["the worktree", ({ worktree }) => path.join(worktree, ".opencode", "commands")],
    [
      "the user's folder",
      () => path.join(process.env["XDG_CONFIG_HOME"] ?? "", "opencode", "command"),
    ],
    ["a folder of its own", () => path.join(process.env["OPENCODE_CONFIG_DIR"] ?? "", "commands")],
  ])("by a file in %s", async (_, folder) => {
    const made = scene()
    write(path.join(folder(made), "review.md"), declared)
    expect(await told(made.sources.all())).toEqual([review])
  })

  it("not by a file above the worktree", async () => {
    const made = scene()
    const inner = path.join(made.worktree, "inner")
    const sources = createWorkflowSources({
      client: made.client,
      match: [],
      directory: inner,
      worktree: inner,
      onUnknown: () => {},
    })
    made.command("review", declared)
    expect(await told(sources.all())).toEqual([])
  })

  it.each<[string, readonly string[], readonly string[]]>([
    ["its name", ["review"], ["review"]],
    ["a pattern", ["re*"], ["review", "release"]],
    ["its name as one types it", ["/review"], ["review"]],
    ["a pattern as one types it", ["/re*"], ["review", "release"]],
    ["one of several patterns", ["x", "*lan"], ["plan"]],
    ["no part of its name", ["re", "lan"], []],
  ])("where the options tell %s", async (_, match, expected) => {
    const commands = ["review", "release", "plan"].map((name) => template(name))
    const { sources } = scene({ match, commands })
    expect((await sources.all()).map(({ slug }) => slug)).toEqual(expected)
  })

  it.each<[string, string, readonly string[]]>([
    ["says that it is none", declared.replace("true", "false"), []],
    ["says so in other words", declared.replace("true", '"off" # not yet'), []],
    ["says nothing of it", declared.replace("true", "perhaps"), ["review"]],
    ["has empty front matter", `---\n---\n${body}`, ["review"]],
    ["has none", body, ["review"]],
  ])("or none, where the options name it and its file %s", async (_, text, expected) => {
    const { sources, command } = scene({ match: ["review"] })
    command("review", text)
    expect((await sources.all()).map((source) => [source.slug, source.read()])).toEqual(
      expected.map((slug) => [slug, body]),
    )
  })

  it("with its template where it has no file", async () => {
    const commands = [{ ...template("review", " a\n"), description: null }]
    const { sources } = scene({ match: ["*"], commands })
    expect(await told(sources.all())).toEqual([{ ...review, description: "", text: "a", now: "a" }])
  })

  it("as its file stands when it is read, until it is gone", async () => {
    const { sources, command } = scene()
    const file = command("review", declared)
    const source = await sources.find("review")
    fs.writeFileSync(file, "---\na: b\n---\nAnother\n")
    const changed = source?.read()
    fs.rmSync(file)
    expect([source?.text, changed, source?.read()]).toEqual([body, "Another", undefined])
  })
})

describe("a skill", () => {
  it("is a workflow where its front matter says so, and no other is", async () => {
    const folder = emptyFolder()
    const skills = [
      skill(write(path.join(folder, "a", "SKILL.md"), declared)),
      skill(write(path.join(folder, "b", "SKILL.md"), body), "plan"),
      skill("<built in>", "ship"),
    ]
    expect(await told(scene({ commands: [], skills }).sources.all())).toEqual([
      { ...review, kind: "skill", text: "Content" },
    ])
  })

  it("is one by its name, with its content where it has no file", async () => {
    const skills = [skill("<built in>")]
    const { sources } = scene({ match: ["review"], commands: [], skills })
    expect(await told(sources.all())).toEqual([
      { ...review, kind: "skill", text: "Content", now: "Content" },
    ])
  })

  it("is none where its front matter says so, though the options name it", async () => {
    const file = write(path.join(emptyFolder(), "SKILL.md"), declared.replace("true", "no"))
    const skills = [skill(file)]
    expect(await told(scene({ match: ["*"], commands: [], skills }).sources.all())).toEqual([])
  })

  it("is hidden by a command of its name, though that is no workflow", async () => {
    const skills = [
      skill("-"),
      skill(write(path.join(emptyFolder(), "SKILL.md"), declared), "plan"),
    ]
    const { sources } = scene({ commands: [...configured, template("plan")], skills })
    expect(await told(sources.all())).toEqual([])
  })

  it("is none of the commands, though the host lists it there", async () => {
    const commands = [{ ...template("review"), source: "skill" }]
    const { sources } = scene({ match: ["*"], commands, skills: [skill("-")] })
    expect(await told(sources.all())).toEqual([
      { ...review, kind: "skill", text: "Content", now: "Content" },
    ])
  })
})

describe("commands and skills", () => {
  it.each<[string, "commands" | "skills"]>([
    ["the commands", "commands"],
    ["the skills", "skills"],
  ])("are asked for once, and again where the host did not answer with %s", async (_, asked) => {
    const { client, sources, unknown } = scene({
      match: ["*", "review"],
      skills: [skill("-", "plan")],
    })
    client[asked].mockResolvedValueOnce(undefined)
    const seen = [await sources.all(), await sources.all(), await sources.all()]
    expect([seen.map(({ length }) => length), client[asked].mock.calls.length, unknown]).toEqual([
      [1, 2, 2],
      2,
      [],
    ])
  })

  it.each<[string, "commands" | "skills", readonly [boolean, boolean]]>([
    ["the commands", "commands", [false, true]],
    ["the skills", "skills", [true, false]],
  ])("are told each by itself, where %s are not", async (_, silent, expected) => {
    const { client, sources } = scene()
    client[silent].mockResolvedValue(undefined)
    await sources.all()
    const { areTold } = sources
    expect([areTold("command"), areTold("skill"), areTold()]).toEqual([...expected, false])
  })

  it("are taken for told where the host never answers, and still asked for", async () => {
    const { client, sources } = scene({ match: ["review"] })
    client.commands.mockResolvedValue(undefined)
    const seen: boolean[] = []
    for (let look = 0; look < 8; look++) {
      await sources.all()
      seen.push(sources.areTold())
    }
    expect(seen).toEqual([...Array.from({ length: 7 }, () => false), true])
    client.commands.mockResolvedValue(configured)
    expect([(await sources.all()).length, client.skills.mock.calls.length]).toEqual([1, 1])
  })

  it("are none where a look at them fails, and are looked for again", async () => {
    const { client, sources } = scene({ match: ["*"] })
    client.commands.mockRejectedValueOnce(new Error("offline"))
    expect([(await sources.all()).length, (await sources.all()).length]).toEqual([0, 1])
  })

  it.each<[string, readonly string[], readonly string[]]>([
    ["a name that none has", ["review", "shop", "plan"], ["shop"]],
    ["as one types it, without its mark", ["/review", "/shop"], ["shop"]],
    ["no pattern", ["x*", "*"], []],
    ["no name in another case", ["REVIEW"], []],
  ])("of the options, those are unknown: %s", async (_, match, expected) => {
    const { sources, unknown } = scene({ match, skills: [skill("-", "plan")] })
    await sources.all()
    await sources.all()
    expect(unknown).toEqual(expected)
  })

  it.each<[string, "command" | "skill" | undefined, string | undefined]>([
    ["plan", undefined, "skill"],
    ["plan", "skill", "skill"],
    ["plan", "command", undefined],
    ["review", undefined, "command"],
    ["review", "skill", undefined],
    ["ship", undefined, undefined],
  ])("are found by name: %s as %s is %s", async (slug, kind, expected) => {
    const { sources } = scene({ match: ["*"], skills: [skill("-", "plan")] })
    expect((await sources.find(slug, kind))?.kind).toBe(expected)
  })
})
