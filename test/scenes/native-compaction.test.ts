import { describe, expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Reply } from "../host/reply.ts"
import { lowBudget, openScene } from "./open-scene.ts"
import type { SceneOptions } from "./open-scene.ts"
import { allText, placeholders } from "./request-bytes.ts"
import { serveSession } from "./serve-session.ts"
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
    readonly model?: Partial<SceneOptions["model"]>
    readonly config?: Readonly<Record<string, unknown>>
  } = {},
) => {
  const { plugin = lowBudget, model = {}, config = {} } = options
  const scene = await openScene({
    plugin,
    host: { files: workFiles, config },
    model: { ...model, script: replySequence(replies) },
  })
  const session = await serveSession(scene)
  return {
    ...scene,
    ...session,
    compact: (modelID = "scripted") =>
      session.server.client.session.summarize({
        path: { id: session.id },
        body: { providerID: "scripted", modelID },
        throwOnError: true,
      }),
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
    const {
      model,
      say: prompt,
      compact,
      summaries,
      last,
      tooLarge,
    } = await openCompactable([
      ...firstLook,
      say("First."),
      ...secondLook,
      say("Second."),
      say("Third."),
      bash(listing(20, "package")),
      say("Fourth."),
    ])
    await prompt("First question.")
    await prompt("Second question.")
    const pruned = last()
    expect(placeholders(pruned)).toHaveLength(3)
    await compact()
    expect(summaries().map(placeholders)).toEqual([placeholders(pruned).slice(0, 2)])

    await prompt("Third question.")
    expect(placeholders(last())).toEqual([listingOnly])
    expect(allText(last())).toContain("checked module number 60, nothing found")
    await prompt("Fourth question.")
    expect(placeholders(last())).toEqual([listingOnly])
    expect(model.invalid).toEqual([])
    expect(tooLarge()).toEqual([])
  })

  it("may come in the middle of a turn", async () => {
    const {
      model,
      main,
      say: prompt,
      summaries,
      last,
      tooLarge,
    } = await openCompactable([
      ...firstLook,
      ...secondLook,
      // An answer so long that the host compacts behind it.
      { ...bash(listing(20, "package")), usage: { output: 15_000 } },
      read("a.ts"),
      say("Done."),
    ])
    await prompt("Only question.")
    expect(summaries()).toHaveLength(1)
    expect(main()).toHaveLength(firstLook.length + secondLook.length + 3)
    expect(placeholders(last())).toEqual([listingOnly])
    expect(allText(last())).toContain("checked module number 60, nothing found")
    expect(model.invalid).toEqual([])
    expect(tooLarge()).toEqual([])
  })

  const large = { context: 96_000, output: 4_000 }
  const small = { context: 16_000, output: 2_000 }

  const smallSummarizer = { agent: { compaction: { model: "scripted/small" } } }
  const long = sourceLines("long", 290)

  it.each<[string, { config?: object; modelID?: string; plugin?: object }]>([
    ["the session's model was switched to one with a small window", { modelID: "small" }],
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
    const { config = {}, modelID = "scripted", plugin = {} } = scenario
    const {
      model,
      say: prompt,
      compact,
      summaries,
      last,
      tooLarge,
    } = await openCompactable([...bulkyWork, say("Went on.")], {
      // A model that counts more than the plugin does leaves no slack.
      model: { limit: large, limits: { small }, factor: 1.25 },
      config: { ...config },
      plugin: { ...plugin },
    })
    await prompt("Write the bulk.")
    expect(last()?.tokens).toBeGreaterThan(2 * small.context)
    await compact(modelID)
    await prompt("Go on.")
    expect(summaries().map((request) => request.model)).toEqual(["small"])
    expect(tooLarge()).toEqual([])
    expect(last()?.messages.at(1)?.text).toBe("What did we do so far?")
    expect(model.invalid).toEqual([])
  })
})
