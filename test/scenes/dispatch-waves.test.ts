import fs from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { RESULTS_FOLDER } from "../../src/host/spilled-texts.ts"
import { coderRole, openDispatchScene, promptOf, wave } from "./dispatch-scene.ts"
import { textsOf } from "./request-bytes.ts"
import { call, sourceLines } from "./tool-work.ts"

const AGENTS = 20
/** At least 8,000 tokens, different for each. */
const report = (number: string): string =>
  [
    `Module ${number} is sound but for one thing.`,
    "- critical: it never closes its file",
    sourceLines(`m${number}x`, 305),
    `End of the report on module ${number}.`,
  ].join("\n")

const synthesis = call("dispatch", {
  action: "synthesis",
  text: "Five modules, one open file each.",
})
const waveFrom = (first: number, count = 5) =>
  wave(count, (index) => `Report on module ${first + index}.`)

it("twenty sub-agents that return 8,000 tokens each give their parent 3,000 at most, and no byte is lost", async () => {
  const scene = await openDispatchScene({
    plugin: coderRole,
    orchestrator: [
      call("dispatch", { action: "plan", count: AGENTS }),
      waveFrom(1, 6),
      waveFrom(6),
      synthesis,
      waveFrom(6),
      synthesis,
      waveFrom(11),
      synthesis,
      waveFrom(16),
      call("dispatch", { action: "status" }),
    ],
    subAgent: (request) => {
      const [, number = ""] = /module (\d+)/.exec(promptOf(request)) ?? []
      return { text: report(number) }
    },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  await served.ask(session, "Have all modules reported on.")

  const told = textsOf(scene.ofParent().at(-1), "tool")
  const capped = told.filter((text) => text.includes("whole result"))
  const refused = told.filter((text) => text.includes("Nothing was dispatched"))
  expect(capped).toHaveLength(AGENTS)
  expect(refused).toEqual([
    expect.stringContaining("at most 5 run at a time"),
    ...Array.from({ length: 5 }, () => expect.stringContaining("is not recorded yet")),
  ])
  const { ready, count } = createTokenCounter({})
  await ready()
  expect(count(report("1"))).toBeGreaterThanOrEqual(8_000)
  expect(capped.reduce((sum, text) => sum + count(text), 0)).toBeLessThanOrEqual(3_000)
  for (const text of capped) {
    expect(text).toContain("is sound but for one thing")
    expect(text).toContain("critical: 1")
  }

  const folder = path.join(scene.folder, RESULTS_FOLDER, session)
  const kept = fs
    .readdirSync(folder)
    .map((file) => fs.readFileSync(path.join(folder, file), "utf8"))
  expect(new Set(kept)).toEqual(
    new Set(Array.from({ length: AGENTS }, (_, index) => report(String(index + 1)))),
  )
  expect(told.at(-1)).toContain("Five modules, one open file each.")
  expect(scene.tooLarge()).toEqual([])
  expect(scene.model.invalid).toEqual([])
})
