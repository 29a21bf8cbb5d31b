import os from "node:os"
import { expect, it } from "vitest"
import { gatherDispatch } from "../../src/host/gather-dispatch.ts"
import { runOf } from "../../src/host/run-of.ts"
import { sent, wave } from "../builders/dispatch-records.ts"
import { createTestRuntime } from "../builders/runtime.ts"

it("a dispatch is interrupted where this very call does not run any more, nor its process", () => {
  const runtime = createTestRuntime({})
  const session = runtime.sessions.get("ses_1")
  runtime.tasks.find("ses_1", "going", "called").state = "running"
  runtime.tasks.find("ses_1", "gone", "called").state = "ended"
  runtime.tasks.find("ses_2", "foreign", "called").state = "running"
  const here = { host: os.hostname(), pid: process.pid }
  session.dispatches.append([
    sent("going", { ...here, task: "1" }),
    sent("gone", { ...here, task: "2" }),
    sent("foreign", { ...here, task: "3" }),
    sent("killed", { ...here, pid: 2 ** 30, task: "4" }),
    sent("parent", { ...here, pid: process.ppid, task: "5" }),
    sent("elsewhere", { host: "elsewhere", pid: 2 ** 30, task: "6" }),
  ])
  expect(
    runOf(runtime, session).pending.map(({ call, interrupted }) => [call, interrupted]),
  ).toEqual([
    ["going", false],
    ["gone", true],
    ["foreign", true],
    ["killed", true],
    ["parent", false],
    ["elsewhere", false],
  ])
})

it("a prompt can name a task of several words that was declared or dispatched", () => {
  const runtime = createTestRuntime({})
  const session = runtime.sessions.get("ses_1")
  session.dispatches.append([
    wave(2, { tasks: ["Write  parser"] }),
    sent("a", { task: "Fix the lexer" }),
  ])
  const taskOf = (name: string): string =>
    gatherDispatch(runtime, session, {
      call: runtime.tasks.find("ses_1", "b", "called"),
      role: { name: "coder", like: "implementer", maxInputTokens: undefined, guide: undefined },
      agent: "coder",
      prompt: `Do it.\nTask ID: ${name}`,
      budget: { ok: true, budget: 3_600, target: 3_600 },
    }).record.task
  expect(["Write parser", "Fix the lexer", "Write tests"].map(taskOf)).toEqual([
    "Write parser",
    "Fix the lexer",
    "Write",
  ])
})
