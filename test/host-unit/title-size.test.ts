import { describe, expect, it, vi } from "vitest"
import type { HostMessage } from "../../src/host/decode.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { OVERFLOW_TERMINAL } from "../../src/session/texts.ts"
import { hooked } from "../builders/hooked.ts"
import { prompted, stepped } from "../builders/host-messages.ts"

const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })
const broken = async (): Promise<never> => Promise.reject(new Error("broken"))
const long = "word ".repeat(20_000)

/** A prompt of these parts. */
const made = (id: string, ...parts: readonly object[]): HostMessage => ({
  ...prompted(id, ""),
  parts: parts.map((part, at) => ({ id: `${id}p${at + 1}`, ...part })),
})
const subtask = (prompt: string) => ({ type: "subtask", agent: "general", prompt })
const shell = (output: string): readonly HostMessage[] => [
  made("m1", { type: "text", synthetic: true, text: "The user ran a command." }),
  stepped("m2", { tool: "bash", input: { command: "cat notes" }, output }),
]

/** What becomes of a request for a title, of which 10,000 tokens fit, of a session that is stored so. */
const titleOf = async (messages: readonly HostMessage[] | undefined): Promise<unknown> => {
  const scene = hooked({ client: { messages: async () => messages } })
  try {
    await scene.params("title")
    return "passed"
  } catch (error) {
    return error
  }
}

describe("a request for a title", () => {
  it.each<[string, readonly HostMessage[] | undefined, unknown]>([
    ["passes where the first prompt fits", [prompted("m1", "Go")], "passed"],
    ["is refused where it does not", [prompted("m1", long)], refused],
    [
      "is measured by the first prompt alone, not by what comes of it",
      [prompted("m1", "Go"), stepped("m2", { text: long }), prompted("m3", long)],
      "passed",
    ],
    [
      "passes behind a short output of a shell command",
      [...shell("notes"), prompted("m3", "Go")],
      "passed",
    ],
    ["is refused behind a long one", [...shell(long), prompted("m3", "Go")], refused],
    ["passes for a short prompt to a sub-agent", [made("m1", subtask("Go"))], "passed"],
    ["is refused for a long one", [made("m1", subtask(long))], refused],
    [
      "is refused for several that are too long together",
      [made("m1", ...Array.from({ length: 8 }, () => subtask("word ".repeat(1_500))))],
      refused,
    ],
    [
      "is refused for too many files",
      [made("m1", ...Array.from({ length: 9 }, () => ({ type: "file", mime: "image/png" })))],
      refused,
    ],
    ["is refused where no prompt is stored", [], refused],
    ["is refused where all is the host's own text", shell("notes"), refused],
    ["is refused where the host does not tell", undefined, refused],
  ])("%s", async (_, messages, expected) => {
    expect(await titleOf(messages)).toEqual(expected)
  })

  it("is measured for the model that is asked, with the host's own words", async () => {
    const scene = hooked({ client: { messages: async () => [made("m1", subtask(""))] } })
    await scene.params("title")
    const factor = startFactor("gpt-scripted")
    expect(scene.session.titleTokens).toBeGreaterThanOrEqual(factor * 1_500)
    expect(scene.session.titleTokens).toBeLessThan(factor * 1_550)
  })

  it.each<[string, (scene: ReturnType<typeof hooked>) => void]>([
    [
      "counted",
      ({ runtime }) =>
        void vi.spyOn(runtime.meter, "measure").mockImplementation(() => {
          throw new Error("broken")
        }),
    ],
    ["asked for", ({ runtime }) => void Object.assign(runtime.client, { messages: broken })],
  ])("is refused where it cannot be %s", async (_, damage) => {
    const scene = hooked({ client: { messages: async () => [prompted("m1", "Go")] } })
    damage(scene)
    await expect(scene.params("title")).rejects.toEqual(refused)
  })

  it("is no other request's size", async () => {
    const scene = hooked({ client: { messages: async () => [prompted("m1", long)] } })
    await scene.send([prompted("m1", "Go")])
    await scene.params()
    expect(scene.session.titleTokens).toBeUndefined()
  })
})
