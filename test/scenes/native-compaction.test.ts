import { describe, expect, it } from "vitest"
import type { Reply } from "../host/reply.ts"
import { lowBudget, openScene, smallWindow } from "./open-scene.ts"
import type { SceneOptions } from "./open-scene.ts"
import { allText, placeholders } from "./request-bytes.ts"
import {
  bash,
  firstLook,
  listing,
  read,
  say,
  secondLook,
  sourceLines,
  workFiles,
  write,
} from "./tool-work.ts"

const openCompactable = async (
  replies: readonly Reply[],
  options: Pick<SceneOptions, "plugin"> & {
    readonly model?: SceneOptions["model"]
    readonly config?: Readonly<Record<string, unknown>>
  } = {},
) => {
  const { plugin = lowBudget, model = {}, config = {} } = options
  const scene = await openScene({
    plugin,
    host: { files: workFiles, config },
    model: { limit: smallWindow, ...model },
  })
  scene.play(replies)
  const served = await scene.serve()
  const session = await served.createSession()
  return {
    ...scene,
    ask: (text: string) => served.ask(session, text),
    compact: (by?: string) => served.compact(session, by),
    last: () => scene.main().at(-1),
    summaries: () => scene.model.requests.filter(({ kind }) => kind === "summary"),
  }
}

/** The one edit whose payload stays in the tail that the host keeps, with what it points to. */
const listingOnly = expect.stringMatching(/^\[compacted bash .* below; recall/)

/** The host cuts outputs before it summarizes them, inputs it does not. */
const bulk = (part: number): Reply => write(`bulk-${part}.ts`, sourceLines(`bulk${part}x`, 220))
const bulkyWork = [bulk(1), bulk(2), bulk(3), bulk(4), bulk(5), say("Done.")]

describe("the host's own compaction of a pruned session", () => {
  it("summarizes what the requests carried, and leaves no stale edit behind", async () => {
    const scene = await openCompactable([
      ...firstLook,
      say("First."),
      ...secondLook,
      say("Second."),
      say("Third."),
      bash(listing(20, "package")),
      say("Fourth."),
    ])
    await scene.ask("First question.")
    await scene.ask("Second question.")
    const pruned = scene.last()
    expect(placeholders(pruned)).toHaveLength(3)
    await scene.compact()
    expect(scene.summaries().map(placeholders)).toEqual([placeholders(pruned).slice(0, 2)])

    await scene.ask("Third question.")
    expect(placeholders(scene.last())).toEqual([listingOnly])
    expect(allText(scene.last())).toContain("checked module number 60, nothing found")
    await scene.ask("Fourth question.")
    expect(placeholders(scene.last())).toEqual([listingOnly])
    expect(scene.model.invalid).toEqual([])
    expect(scene.tooLarge()).toEqual([])
  })

  it("may come in the middle of a turn", async () => {
    const scene = await openCompactable([
      ...firstLook,
      ...secondLook,
      // An answer so long that the host compacts behind it.
      { ...bash(listing(20, "package")), usage: { output: 15_000 } },
      read("a.ts"),
      say("Done."),
    ])
    await scene.ask("Only question.")
    expect(scene.summaries()).toHaveLength(1)
    expect(scene.main()).toHaveLength(firstLook.length + secondLook.length + 3)
    expect(placeholders(scene.last())).toEqual([listingOnly])
    expect(allText(scene.last())).toContain("checked module number 60, nothing found")
    expect(scene.model.invalid).toEqual([])
    expect(scene.tooLarge()).toEqual([])
  })

  const large = { context: 96_000, output: 4_000 }
  const small = { context: 16_000, output: 2_000 }

  const smallSummarizer = { agent: { compaction: { model: "scripted/small" } } }
  const long = sourceLines("long", 290)

  it.each<[string, { config?: object; compactBy?: string; plugin?: object }]>([
    ["the session's model was switched to one with a small window", { compactBy: "small" }],
    ["the user set a summarizer with a small window", { config: smallSummarizer }],
    [
      "the user adds much to its prompt",
      { config: smallSummarizer, plugin: { compactionContext: [long] } },
    ],
    [
      "the user's own prompt is long",
      { config: smallSummarizer, plugin: { compactionPromptOverride: long } },
    ],
  ])("gets a head that fits when %s", async (_name, scenario) => {
    const { config = {}, compactBy, plugin = {} } = scenario
    const scene = await openCompactable([...bulkyWork, say("Went on.")], {
      // A model that counts more than the plugin does leaves no slack.
      model: { limit: large, limits: { small }, factor: 1.25 },
      config: { ...config },
      plugin: { ...plugin },
    })
    await scene.ask("Write the bulk.")
    expect(scene.last()?.tokens).toBeGreaterThan(2 * small.context)
    await scene.compact(compactBy)
    await scene.ask("Go on.")
    expect(scene.summaries().map((request) => request.model)).toEqual(["small"])
    expect(scene.tooLarge()).toEqual([])
    expect(scene.last()?.messages.at(1)?.text).toBe("What did we do so far?")
    expect(scene.model.invalid).toEqual([])
  })
})
