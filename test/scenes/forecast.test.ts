import { expect, it } from "vitest"
import type { Reply } from "../host/reply.ts"
import { forecastErrors, median, worst } from "./journal-accuracy.ts"
import { openScene } from "./open-scene.ts"
import {
  bash,
  call,
  edit,
  firstLook,
  listing,
  read,
  readCall,
  say,
  secondLook,
  workFiles,
  write,
} from "./tool-work.ts"

/** Outputs of many kinds and sizes: code, prose, JSON, hexadecimal, other scripts, one long line. */
const work: readonly Reply[] = [
  ...firstLook,
  read("library/schemas.js"),
  bash("head -c 9000 library/schemas.js | od -An -tx1"),
  read("library/README.md"),
  call("grep", { pattern: "export const", path: "library" }),
  call("glob", { pattern: "**/*.js" }),
  bash("cat library/package.json"),
  say("So much for the first part."),
  ...secondLook,
  bash("for i in $(seq 1 300); do printf 'Прогресс %s — 測試 ✓\\n' $i; done"),
  bash("head -c 6000 library/schemas.js | base64 -w 0"),
  edit("b.ts", "step 5 of b", "step five of b"),
  read("b.ts"),
  bash(listing(200, "package")),
  write("report.md", "All modules were checked, and nothing was found.\n".repeat(150)),
  { calls: [readCall("report.md"), readCall("a.ts")] },
  bash(listing(200, "package")),
  read("library/schemas.js"),
  say("So much for the second part."),
  bash("true"),
  read("library/README.md"),
]

it.each([1, 1.2])(
  "a forecast is near what is reported, with a tokenizer %d times denser",
  async (factor) => {
    const library = new URL("../../node_modules/zod/", import.meta.url).pathname
    const scene = await openScene({
      model: { limit: { context: 64_000, output: 8_000 }, factor },
      host: {
        files: workFiles,
        copies: [
          { from: `${library}v4/core/schemas.js`, to: "library/schemas.js" },
          { from: `${library}README.md`, to: "library/README.md" },
          { from: `${library}package.json`, to: "library/package.json" },
        ],
      },
    })
    scene.play(work)
    const served = await scene.serve()
    const session = await served.createSession()
    await served.ask(session, "Look at everything.")
    await served.ask(
      session,
      "Once more, with an explanation of what you do at every step, please.",
    )
    await served.ask(session, "Is that all?")

    const journal = scene.journal(session)
    const answers = journal.filter((record) => record.type === "response")
    const sent = scene.main().map(({ tokens }) => tokens)
    // An answer that the host compacts right away is never built on, and has no record.
    expect(sent.length).toBeGreaterThanOrEqual(25)
    expect(answers.length).toBeGreaterThanOrEqual(20)
    expect(answers.filter(({ reported }) => !sent.includes(reported))).toEqual([])
    const errors = answers
      .slice(2)
      .map(({ reported, forecast }) => (forecast - reported) / reported)
    expect(median(errors)).toBeLessThanOrEqual(0.02)
    expect(worst(errors)).toBeLessThanOrEqual(0.08)
    expect(Math.min(...errors)).toBeGreaterThanOrEqual(-0.05)
    // The same of every request that was sent, with or without a record of its answer.
    const all = forecastErrors(journal, scene.main()).slice(2)
    expect(worst(all)).toBeLessThanOrEqual(0.08)
    expect(Math.min(...all)).toBeGreaterThanOrEqual(-0.05)
    expect(scene.model.invalid).toEqual([])
    expect(scene.tooLarge()).toEqual([])
  },
)
