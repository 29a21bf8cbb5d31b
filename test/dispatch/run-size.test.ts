import { beforeAll, describe, expect, it } from "vitest"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { foldRun } from "../../src/dispatch/run/fold-run.ts"
import { renderRun } from "../../src/dispatch/run/run-text.ts"
import { digest } from "../../src/host/digest.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import {
  changesWanted,
  implementerResult,
  reviewerResult,
  rounds,
  sent,
  started,
  wave,
} from "../builders/dispatch-records.ts"

const { ready, count } = createTokenCounter({})
beforeAll(ready)

const render = (records: readonly DispatchRecord[]): string =>
  renderRun(
    foldRun(records, {
      stalledThreshold: 2,
      reviewLoopThreshold: 2,
      digest,
      isAlive: ({ pid }) => pid === 1,
    }),
  )

const MANY = 300
const FILLINGS = ["word ", "解析器修复", "д", "🧩", `${digest("x")} `]
const tasks = (filling: string): readonly string[] =>
  Array.from({ length: MANY }, (_, at) => `${at} ${filling.repeat(200)}`.trim())
const summary = (filling: string): string => filling.repeat(300)
const shift = (records: readonly DispatchRecord[], by: number): readonly DispatchRecord[] =>
  records.map((record) => ("call" in record ? { ...record, call: `${by}-${record.call}` } : record))
const each = (
  filling: string,
  dispatched: (task: string, at: number) => readonly DispatchRecord[],
): readonly DispatchRecord[] =>
  tasks(filling).flatMap((task, at) => shift(dispatched(task, at), at))

describe("a run of 300 tasks is told in some 600 tokens", () => {
  it.each(FILLINGS)("where all are approved, in words like %j", (filling) => {
    const text = render([
      wave(MANY, { tasks: tasks(filling) }),
      ...each(filling, (task_id, at) =>
        rounds(
          implementerResult({
            task_id,
            summary: summary(filling),
            files_changed: [`src/${at}/${filling.repeat(100)}`],
          }),
          reviewerResult({ task_id }),
        ),
      ),
    ])
    const lines = text.split("\n")
    expect(lines[1]).toMatch(/^- 299 /)
    expect(lines.at(-3)).toMatch(/^- and 2\d\d more$/)
    expect(lines.at(-2)).toMatch(/^Files changed: src\/299\/.*, and 29\d more$/)
    expect(count(text)).toBeLessThan(600)
  })

  it.each(FILLINGS)("where all are open and halted, in words like %j", (filling) => {
    const text = render(
      each(filling, (task_id) =>
        rounds(
          implementerResult({ task_id, status: "failed", summary: summary(filling) }),
          implementerResult({ task_id, status: "failed", summary: summary(filling) }),
          changesWanted({ task_id }),
          changesWanted({ task_id }),
        ),
      ),
    )
    const lines = text.split("\n")
    expect([lines[1], lines.at(-1)]).toEqual([
      expect.stringMatching(/^- 299 /),
      expect.stringMatching(/^- and 29\d more$/),
    ])
    expect(count(text)).toBeLessThan(600)
  })

  it.each(FILLINGS)("where all are interrupted, in words like %j", (filling) => {
    const text = render(
      each(filling, (task) => [
        ...rounds(implementerResult({ task_id: task, summary: summary(filling) })),
        sent("z", { task, role: filling.repeat(100), pid: 2 }),
        started("z", `ses_${digest(task).slice(0, 26)}`),
      ]),
    )
    const lines = text.split("\n")
    expect(lines.filter((line) => line.startsWith("Interrupted: "))[0]).toContain(" of 299 ")
    expect(lines.at(-1)).toMatch(/^Interrupted: and 29\d more\.$/)
    expect(count(text)).toBeLessThan(600)
  })

  it.each(FILLINGS)("where all wait for one task, in words like %j", (filling) => {
    const text = render(
      each(filling, () => [sent("z", { role: filling.repeat(100), task: filling.repeat(100) })]),
    )
    expect(text).toContain(": waiting for ")
    expect(count(text)).toBeLessThan(600)
  })
})
