import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { learnLimit } from "../../src/host/learn-limit.ts"
import { EMPTY_PROFILE } from "../../src/session/model-profile.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { planning, readings } from "../builders/planning.ts"
import { overflowed, refusedWith, tooLong } from "../builders/refusals.ts"

const NAME = "scripted/gpt-scripted"
const grown = (times: number) => [
  ...readings(),
  ...Array.from({ length: times }, (_, at) => prompted(`m${9 + at}`, "On and on ".repeat(40))),
]
const open = (context: number) => planning({ options: {}, limits: { context, output: 1_000 } })

describe("a doubt about a model's context", () => {
  it("is borne out by a second refusal, not by the first one told again", async () => {
    const { runtime, send } = open(200_000)
    const contexts: unknown[] = []
    for (const turn of [0, 0, 1]) {
      if (turn > 0 || contexts.length === 0) await send(grown(turn))
      learnLimit(runtime, "ses_1", overflowed(tooLong(32_000)))
      contexts.push(runtime.models.get(NAME).context)
    }
    expect(contexts).toEqual([undefined, undefined, 32_000])
  })

  it("that no refusal puts in numbers is borne out by one of about the same size", async () => {
    const { runtime, send } = open(20_000)
    runtime.models.set(NAME, { ...EMPTY_PROFILE, accepted: { tokens: 19_000, at: 999 } })
    const found: (number | undefined)[] = []
    for (const turn of [0, 1]) {
      await send(grown(turn))
      learnLimit(
        runtime,
        "ses_1",
        overflowed("Your input exceeds the context window of this model."),
      )
      const { context, doubted } = runtime.models.get(NAME)
      found.push(context, doubted?.tokens)
    }
    const [, doubted] = found
    expect(doubted).toBeGreaterThan(5_000)
    expect(found).toEqual([undefined, doubted, doubted, undefined])
  })
})

it("a report of many times what was sent does not stop a refusal from teaching", async () => {
  const { runtime, send } = open(100_000)
  await send([
    prompted("m1", "Go"),
    stepped("m2", { text: "ok", used: 90_000 }),
    prompted("m3", "On"),
  ])
  learnLimit(runtime, "ses_1", overflowed(tooLong(50_000)))
  expect(runtime.models.get(NAME).context).toBe(50_000)
})

const named = "This model's maximum context length is 32000 tokens."
const upstream = JSON.stringify({ error: { message: `${named} You requested 40000 tokens.` } })
const body = JSON.stringify({
  error: { message: "Provider returned error", code: 400, metadata: { raw: upstream } },
})
const quoting = JSON.stringify({ error: { message: "Provider returned error", request: named } })

describe("what a gateway passes on", () => {
  it.each<[string, object, number | undefined]>([
    [
      "is read in the body",
      refusedWith("Provider returned error", 400, { responseBody: body }),
      32_000,
    ],
    ["is read in the message", overflowed(`Bad Request: ${body}`), 32_000],
    [
      "is not read in the body of a message that says more",
      refusedWith("Invalid schema", 400, { responseBody: body }),
      undefined,
    ],
    [
      "is not what the body quotes",
      refusedWith("Provider returned error", 400, { responseBody: quoting }),
      undefined,
    ],
    [
      "teaches nothing at a status for who asks",
      refusedWith("Provider returned error", 401, { responseBody: body }),
      undefined,
    ],
  ])("%s", async (_, error, context) => {
    const { runtime, send } = open(100_000)
    await send(readings())
    learnLimit(runtime, "ses_1", error)
    expect(runtime.models.get(NAME).context).toBe(context)
  })
})

it.each<[string, string, number | undefined]>([
  ["teach where the refusal counts the request beside them", "resulted in 41234 tokens", 32_000],
  ["teach nothing where that count was sent as well", "resulted in 50321 tokens", undefined],
  ["teach nothing beside a count under the size", "resulted in 1234 tokens", undefined],
  ["teach nothing alone", "are too long", undefined],
])("words that were sent %s", async (_, beside, context) => {
  const { runtime, send } = open(100_000)
  const pasted = `${named} However, your messages resulted in 50321 tokens.`
  await send([...readings(), prompted("m9", `My sub-agent failed: ${pasted} Go on`)])
  learnLimit(runtime, "ses_1", overflowed(`${named} However, your messages ${beside}.`))
  expect(runtime.models.get(NAME).context).toBe(context)
})

it.each([
  ["Your request exceeded model token limit: 32000 (requested: ", ")"],
  ["Too many input tokens. Max input tokens: 32000, request input token count: ", ""],
])("a pasted refusal does not hide the true limit in: %s", async (...around) => {
  const { runtime, send } = open(100_000)
  await send([...readings(), prompted("m9", `It said: ${around.join("33000")}. Go on`)])
  learnLimit(runtime, "ses_1", refusedWith(around.join("34012")))
  expect(runtime.models.get(NAME).context).toBe(32_000)
})

it("a limit that the user removed is told when it is learned again", async () => {
  const { runtime, send } = open(64_000)
  for (const now of [5_000, 6_000]) {
    Object.assign(runtime, { clock: () => now })
    await send(readings())
    learnLimit(runtime, "ses_1", overflowed(tooLong(32_000)))
    expect(runtime.models.get(NAME).context).toBe(32_000)
    fs.rmSync(path.join(runtime.folder, "models.json"))
  }
  expect(runtime.client.calls.filter((call) => call.includes("32000"))).toHaveLength(2)
})
