import { describe, expect, it } from "vitest"
import { nextActionLine, terminalText } from "../../src/dispatch/run/contract-texts.ts"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { wholeAnswerLine } from "../../src/dispatch/wave/wave-texts.ts"
import { digest } from "../../src/host/digest.ts"
import {
  changesWanted,
  implementerResult,
  reviewerResult,
  wave,
} from "../builders/dispatch-records.ts"
import { dispatching, plannedWith } from "../builders/dispatching.ts"
import type { DispatchingOptions } from "../builders/dispatching.ts"
import { testCount } from "../builders/meter.ts"

const block = (result: object): string =>
  `BEGIN_DISPATCH_RESULT\n${JSON.stringify(result)}\nEND_DISPATCH_RESULT`
const valid = block(implementerResult())
const handleOf = (text: string): string => digest(text).slice(0, 8)
const report = (lines: number): string =>
  Array.from(
    { length: lines },
    (_, at) => `Found ${at} in src/file-${at}.ts, which is as it was.`,
  ).join("\n")

/** A session that has sent task 7 to the coder. */
const open = async (given: DispatchingOptions = {}) => {
  const scene = dispatching(given)
  await scene.send("prt_1", "Task ID: 7\nMend the parser.")
  return scene
}
const last = (records: readonly DispatchRecord[]): unknown => records.at(-1)

describe("a valid answer", () => {
  it("comes back with what follows from it, and is recorded with its result", async () => {
    const { answer, records, runtime, facts } = await open()
    const shown = await answer("prt_1", valid)
    expect(shown).toContain("Mended the parser")
    expect(shown).toContain(nextActionLine("dispatch_reviewer"))
    expect(shown).not.toContain("recall")
    expect(last(records())).toEqual({
      type: "dispatch-result",
      call: "prt_1",
      at: 1_000,
      child: "ses_prt_1",
      tokens: testCount(valid),
      result: implementerResult(),
    })
    expect(runtime.tasks.runningIn("ses_1")).toEqual([])
    expect(runtime.tasks.waveOf("ses_1", "msg_1")).toMatchObject([
      { state: "ended", returned: testCount(shown ?? "") },
    ])
    expect(await facts()).toMatchObject({
      counters: { dispatches: { total_output_tokens: testCount(valid) } },
    })
  })

  it("that says more than its result is kept whole, and can be recalled", async () => {
    const { answer, records, runtime } = await open()
    const text = `It was hard.\n${valid}`
    const shown = await answer("prt_1", text)
    expect(shown).toContain(wholeAnswerLine({ tokens: testCount(text), handle: handleOf(text) }))
    expect(shown).not.toContain("It was hard.")
    expect(last(records())).toMatchObject({ handle: handleOf(text) })
    expect(runtime.spilled.find("ses_1", handleOf(text))).toBe(text)
  })

  it("of a reviewer decides what comes next", async () => {
    const { answer, send } = await open()
    await answer("prt_1", valid)
    await send("prt_2", "Task ID: 7\nReview it.", "critic", "msg_2")
    const shown = await answer("prt_2", block(changesWanted()))
    expect(shown).toContain(nextActionLine("dispatch_implementer_fixes"))
    await send("prt_3", "Task ID: 7\nReview it.", "critic", "msg_3")
    expect(await answer("prt_3", block(reviewerResult()))).toContain(
      nextActionLine("advance_to_next_task"),
    )
  })
})

describe("an answer that cannot be used", () => {
  it("is asked for again in the sub-agent's own session, and what it said is kept", async () => {
    const { answer, records, runtime } = await open()
    const shown = await answer("prt_1", "All done.")
    expect(shown).toContain("(marker_missing: ")
    expect(shown).toContain('task_id "ses_prt_1"')
    expect(shown).toContain(wholeAnswerLine({ tokens: 3, handle: handleOf("All done.") }))
    expect(last(records())).toMatchObject({
      code: "marker_missing",
      handle: handleOf("All done."),
      tokens: 3,
    })
    expect(runtime.spilled.find("ses_1", handleOf("All done."))).toBe("All done.")
  })

  it("ends its task the second time, as an error of the tool", async () => {
    const { answer, send, records } = await open()
    await answer("prt_1", "All done.")
    await send("prt_2", "Task ID: 7\nAgain.", "coder", "msg_2")
    await expect(answer("prt_2", "All done.")).rejects.toThrow(
      terminalText({ code: "marker_missing", detail: "", taskID: "7", kind: "implementer" }).split(
        "(marker",
      )[0],
    )
    expect(records().filter(({ type }) => type === "dispatch-result")).toHaveLength(2)
  })

  it("of a command says so in its place, because nobody shows its error", async () => {
    const { hooks, records } = dispatching()
    const command = async (callID: string): Promise<string> => {
      const call = { tool: "task", sessionID: "ses_1", callID }
      await hooks.before(call, { prompt: "Task ID: 7\nMend it.", subagent_type: "coder" })
      const result = {
        output:
          '<task id="ses_c" state="completed">\n<task_result>\nAll done.\n</task_result>\n</task>',
      }
      await hooks.after(call, result)
      return result.output
    }
    await command("prt_8")
    expect(await command("prt_9")).toContain(nextActionLine("halt_schema_invalid_terminal"))
    expect(records().filter(({ type }) => type === "dispatch-result")).toHaveLength(2)
  })

  it("is too long where its block is over the tokens that the option allows", async () => {
    const { answer, records } = await open({ dispatch: { maxOutputTokens: 20 } })
    await answer("prt_1", valid)
    expect(last(records())).toMatchObject({ code: "output_token_budget_exceeded" })
  })
})

const openFree = async (given: DispatchingOptions = {}) => {
  const scene = dispatching(given)
  await scene.send("prt_1", "Look at it.", "helper")
  return scene
}

describe("an answer of an agent without a role", () => {
  it("comes back as it is, and is recorded", async () => {
    const { answer, records, facts } = await openFree()
    expect(await answer("prt_1", report(400))).toBe(report(400))
    expect(last(records())).toEqual({
      type: "dispatch-result",
      call: "prt_1",
      at: 1_000,
      child: "ses_prt_1",
      tokens: testCount(report(400)),
    })
    expect(await facts()).toBeUndefined()
  })

  it.each<[string, object]>([
    [
      "the option says so",
      { options: { results: { offloadChars: 2_000, previewChars: 600, previewLines: 8 } } },
    ],
  ])("is a preview where %s, and is kept whole for the session and its forks", async (_, given) => {
    const { answer, runtime, facts } = await openFree(given)
    const shown = (await answer("prt_1", report(400))) ?? ""
    expect(shown).toContain(`recall ${handleOf(report(400))}`)
    expect(shown.length).toBeLessThan(1_000)
    expect(runtime.spilled.find("ses_1", handleOf(report(400)))).toBe(report(400))
    expect(await facts()).toMatchObject({ session: "ses_1" })
  })

  it("has no more than its share of what the window has left", async () => {
    const scene = await openFree()
    const { answer, session, runtime } = scene
    await scene.send("prt_2", "Look at that.", "helper")
    const budget = { limit: 10_000, ceiling: 10_000, trigger: 9_000, target: 9_000 }
    const asked = runtime.tasks.waveOf("ses_1", "msg_1").reduce((sum, call) => sum + call.asked, 0)
    session.planned = plannedWith({ ...budget, used: 8_000 - asked })
    const shown = (await answer("prt_1", report(400))) ?? ""
    expect(testCount(shown)).toBeLessThanOrEqual(1_000)
    expect(testCount(shown)).toBeGreaterThan(900)
    // What came back of the first takes nothing from the second: each has its share.
    const second = (await answer("prt_2", report(400))) ?? ""
    expect(testCount(second)).toBeGreaterThan(900)
  })

  it("in a planned wave has what was planned", async () => {
    const { answer, session } = await openFree()
    session.dispatches.append([wave(6, { pattern: "summary" })])
    const shown = (await answer("prt_1", report(400))) ?? ""
    expect(shown.split("\n").length).toBeLessThanOrEqual(30)
    expect(testCount(shown)).toBeLessThanOrEqual(500)
  })
})

describe("answers of a wave", () => {
  it.each<[string, number, number]>([
    ["five of them are summaries of thirty lines", 5, 500],
    ["ten of them are three lines", 10, 50],
  ])("that was not planned: %s", async (_, count, tokens) => {
    const { send, answer } = dispatching()
    for (let at = 1; at < count; at++)
      await send(`prt_${at}`, `Task ID: ${at}\nMend it.`).catch(() => {})
    await send("prt_0", "Task ID: 0\nMend it.").catch(() => {})
    const text = `${report(400)}\n${block(implementerResult({ task_id: "1", summary: "Mended the parser and much else. ".repeat(40) }))}`
    const shown = (await answer("prt_1", text)) ?? ""
    expect(testCount(shown)).toBeLessThanOrEqual(tokens)
    expect(shown).toContain("nextAction: dispatch_reviewer")
  })
})
