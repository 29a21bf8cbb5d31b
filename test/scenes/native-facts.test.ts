import { beforeAll, describe, expect, it } from "vitest"
import { conversation, openNativeScene } from "./native-scene.ts"
import type { NativeScene } from "./native-scene.ts"
import { bash, call, edit, say } from "./tool-work.ts"

const rule = "Task T-4711: never push to main."
const todo = "write the test for the empty cart"
const failing = "FAIL cart.test.ts: expected total 0, error: got NaN"
const todos = [
  { content: "read the cart", status: "completed", priority: "high", id: "1" },
  { content: todo, status: "pending", priority: "high", id: "2" },
]
const work = [
  call("todowrite", { todos }),
  edit("a.ts", "step 3 of a", "step three of a"),
  bash(`echo '${failing}'; exit 1`),
  say("Not done yet."),
]
const facts = [rule, todo, "a.ts", failing]

const start = async (scene: NativeScene): Promise<string> => {
  const session = await scene.served.createSession()
  scene.play(work)
  await scene.served.prompt(session, `${rule}\nThe total of an empty cart is wrong.`)
  return session
}

const lost = (scene: NativeScene, session: string, wanted = facts): string[] => {
  const text = conversation(scene.last(session)).join("\n")
  return wanted.filter((fact) => !text.includes(fact))
}

describe("a summarizer that keeps no fact", () => {
  let scene: NativeScene
  beforeAll(async () => {
    // Nothing stays behind the summary, so that all has to stand in it.
    scene = await openNativeScene({
      plugin: { compactionContext: ["Mention the customer: ACME."] },
      config: { compaction: { tail_turns: 0 } },
    })
  })

  it("is told them, and what it leaves out is added", async () => {
    const session = await start(scene)
    scene.summarize(() => ({ text: `## Objective\nSome work on ${todo}.` }))
    await scene.served.compact(session)
    const [asked] = scene.summaryRequests(session)
    const prompt = conversation(asked).join("\n")
    expect(facts.filter((fact) => !prompt.includes(fact))).toEqual([])
    expect(prompt).toContain("Mention the customer: ACME.")
    await scene.served.prompt(session, "Go on.")
    expect(lost(scene, session)).toEqual([])
    const [, summary = ""] = conversation(scene.last(session))
    expect(summary.split(todo)).toHaveLength(2)
    expect(summary).toContain("The total of an empty cart is wrong.")
  })

  it("loses none in three compactions, of which the newest counts", async () => {
    const session = await start(scene)
    // It copies what it was told before, as models do.
    scene.summarize(({ messages }) => ({
      text: `## Objective\nSome work.\n${/## Facts recorded[^]*?(?=<\/prior)/.exec(messages.at(-1)?.text ?? "")?.[0] ?? ""}`,
    }))
    await scene.served.compact(session)
    scene.play([bash(`echo '${failing}'`), say("It passes.")])
    await scene.served.prompt(session, "Try the test again. Output format: JSON only.")
    await scene.served.compact(session)
    await scene.served.compact(session)
    scene.play([say("Yes.")])
    await scene.served.prompt(session, "Still there?")
    expect(lost(scene, session, [rule, todo, "a.ts", "Output format: JSON only."])).toEqual([])
    const [, summary = ""] = conversation(scene.last(session))
    expect(summary.split("## Facts recorded by the host")).toHaveLength(2)
    expect(summary.split(rule)).toHaveLength(2)
    expect(scene.model.invalid).toEqual([])
  })

  it("keeps a request whole that is not in the tail, once", async () => {
    const session = await scene.served.createSession()
    const request = Array.from({ length: 40 }, (_, line) => `Point ${line} of the request.`).join(
      "\n",
    )
    scene.summarize(() => ({ text: "## Objective\nSome work." }))
    scene.play([{ ...bash("echo one"), usage: { output: 62_000 } }, say("Went on.")])
    expect(await scene.served.prompt(session, request)).toEqual({ text: "Went on.", error: "" })
    expect(scene.summaryRequests(session)).toHaveLength(1)
    expect(conversation(scene.last(session)).join("\n").split(request)).toHaveLength(2)
  })
})

describe("what stays behind the summary", () => {
  it("is not repeated in it", async () => {
    const scene = await openNativeScene({ config: { compaction: { tail_turns: 2 } } })
    const session = await start(scene)
    scene.summarize(() => ({ text: "## Objective\nSome work." }))
    scene.play([say("Second."), say("Third.")])
    await scene.served.prompt(session, "Second question: must be short.")
    await scene.served.prompt(session, "Third question.")
    await scene.served.compact(session)
    scene.play([say("Fourth.")])
    await scene.served.prompt(session, "Fourth question.")
    const text = conversation(scene.last(session))
    expect(text).toContain("Third question.")
    expect(text.join("\n").split("Second question: must be short.")).toHaveLength(2)
    expect(lost(scene, session)).toEqual([])
  })
})

describe("a prompt of the user's own", () => {
  it("takes away neither the summary before nor the facts", async () => {
    const override = "Write a haiku about this session."
    const scene = await openNativeScene({
      plugin: { compactionPromptOverride: override, compactionContext: ["Mention ACME."] },
      config: { compaction: { tail_turns: 0 } },
    })
    const session = await start(scene)
    scene.summarize(() => ({ text: "An old pond; the frog decided on decimal arithmetic." }))
    await scene.served.compact(session)
    await scene.served.prompt(session, "Go on.")
    scene.summarize(() => ({ text: "A second haiku." }))
    await scene.served.compact(session)
    const asked = scene.summaryRequests(session).map((request) => conversation(request).join("\n"))
    const expected = [override, ...facts, "Mention ACME."]
    expect(asked.map((prompt) => expected.filter((piece) => !prompt.includes(piece)))).toEqual([
      [],
      [],
    ])
    expect(asked[0]).toContain("The total of an empty cart is wrong.")
    expect(asked[0]).not.toContain("Relevant Files")
    expect(asked[1]).toContain("the frog decided on decimal arithmetic")
    expect(asked[1]).toContain("Go on.")
    await scene.served.prompt(session, "And now?")
    expect(lost(scene, session)).toEqual([])
    expect(scene.model.invalid).toEqual([])
  })
})
