import { describe, expect, it } from "vitest"
import { terminalText } from "../../src/dispatch/run/contract-texts.ts"
import { recordedDispatches } from "../../src/host/recorded-dispatches.ts"
import { parseConfig } from "../../src/parse-config.ts"
import { roles } from "../builders/dispatching.ts"

const { config } = parseConfig({ dispatch: { roles } }, {})

const part = (tool: string, state: object): object => ({ type: "tool", tool, state })
const output = (text: string, child = "ses_c", state = "completed"): string =>
  `<task id="${child}" state="${state}">\n<task_result>\n${text}\n</task_result>\n</task>`
/** A dispatch that has come back with this. */
const dispatched = (agent: string, prompt: unknown, text = "Done.", more: object = {}): object =>
  part("task", {
    status: "completed",
    input: { prompt, subagent_type: agent },
    output: output(text),
    ...more,
  })
const failed = (prompt: string, error: unknown): object =>
  part("task", { status: "error", input: { prompt, subagent_type: "coder" }, error })
const planned = (...tasks: readonly unknown[]): object => part("dispatch", { input: { tasks } })

const traced = (...parts: readonly object[]) =>
  recordedDispatches(
    {
      name: "work",
      id: "ses_1",
      directory: "/project",
      messages: parts.map((one) => ({ info: {}, parts: [one] })),
    },
    config,
  )
const step = (taskID: string, prompt: string, result = "Done.", more: object = {}) => ({
  role: "implementer",
  like: "implementer",
  taskID,
  prompt,
  result,
  told: undefined,
  ...more,
})

describe("the dispatches of a recorded session", () => {
  it("are those to agents of roles, oldest first, with their tasks", () => {
    expect(
      traced(
        { type: "text", text: "Go" },
        dispatched("coder", "Task ID: 7\nMend it."),
        dispatched("helper", "Task ID: 8\nLook at it."),
        dispatched("critic", "Task ID: 7\nReview it."),
      ),
    ).toEqual({
      run: "work",
      declaredTasks: [],
      steps: [
        step("7", "Task ID: 7\nMend it."),
        step("7", "Task ID: 7\nReview it.", "Done.", { role: "reviewer", like: "reviewer" }),
      ],
    })
  })

  it("go on with the task that is open where they name none, until it is reviewed", () => {
    const { steps } = traced(
      dispatched("coder", "Mend it."),
      dispatched("coder", "More."),
      dispatched("critic", "Review it."),
      dispatched("coder", "Mend that."),
    )
    expect(steps.map(({ taskID }) => taskID)).toEqual(["task-1", "task-1", "task-1", "task-4"])
  })

  it("know the tasks that were declared, though their names have several words", () => {
    const { steps, declaredTasks } = traced(
      planned("Write parser", 7, "Write tests"),
      part("read", { input: { tasks: ["no"] } }),
      { ...planned("no"), type: "text" },
      part("dispatch", { input: { tasks: "no" } }),
      dispatched("coder", "Task ID: Write parser"),
    )
    expect([declaredTasks, steps.map(({ taskID }) => taskID)]).toEqual([
      ["Write parser", "Write tests"],
      ["Write parser"],
    ])
  })

  it.each<[string, object]>([
    [
      "is another tool",
      part("read", {
        status: "completed",
        input: { prompt: "x", subagent_type: "coder" },
        output: output("Done."),
      }),
    ],
    ["is no call of a tool", { ...dispatched("coder", "x"), type: "text" }],
    ["has no prompt", dispatched("coder", 7)],
    [
      "names no agent",
      part("task", { status: "completed", input: { prompt: "x" }, output: output("Done.") }),
    ],
    [
      "still runs",
      part("task", { status: "running", input: { prompt: "x", subagent_type: "coder" } }),
    ],
    [
      "works on in the background",
      dispatched("coder", "x", "", { output: output("You are told.", "ses_b", "running") }),
    ],
    ["has another plugin's output", dispatched("coder", "x", "", { output: "Done." })],
    ["failed", failed("x", "It broke.")],
    [
      "was refused",
      failed(
        "x",
        `It says: ${terminalText({ code: "marker_missing", detail: "d", taskID: "7", kind: "implementer" })}`,
      ),
    ],
  ])("are no call that %s", (_, one) => {
    expect(traced(one).steps).toEqual([])
  })

  it("have an answer that could not be used for the second time, which is an error", () => {
    const error = terminalText({
      code: "marker_missing",
      detail: "d",
      taskID: "7",
      kind: "implementer",
    })
    expect(traced(failed("Task ID: 7", error)).steps).toEqual([
      step("7", "Task ID: 7", error, { told: "halt_schema_invalid_terminal" }),
    ])
  })

  it("have the answer that came later as a prompt, from the background", () => {
    const running = dispatched("coder", "Task ID: 7", "", {
      output: output("You are told.", "ses_b", "running"),
    })
    const answer = { type: "text", synthetic: true, text: output("Done at last.", "ses_b") }
    const others = [
      { ...answer, text: output("Of another.", "ses_x") },
      { ...answer, synthetic: false, text: output("Typed.", "ses_b") },
      { ...answer, type: "reasoning", text: output("Thought.", "ses_b") },
    ]
    expect(traced(running, answer, ...others).steps).toEqual([
      step("7", "Task ID: 7", "Done at last."),
    ])
  })
})

describe("a dispatch that this plugin has framed", () => {
  it("has its task alone, and the id that stands in the frame", () => {
    const framed =
      "Role: implementer, dispatched.\nTask ID: 9\n## Task\nMend the parser.\n## Task\nIt goes on."
    expect(traced(dispatched("coder", framed)).steps).toEqual([
      step("9", "Mend the parser.\n## Task\nIt goes on."),
    ])
  })

  it.each<[string, string]>([
    ["begins like one and has no task", "Role: implementer, dispatched.\nMend it."],
    ["has a heading of its own", "Mend it.\n## Task\nSo."],
  ])("is none where the prompt %s", (_, prompt) => {
    expect(traced(dispatched("coder", prompt)).steps).toEqual([step("task-1", prompt)])
  })

  it("had a block where its result stands alone now, and what its parent was told", () => {
    const result = '{"task_id":"7","status":"completed"}'
    const text = `${result}\nnextAction: dispatch_reviewer (dispatch the reviewer of this task)`
    expect(traced(dispatched("coder", "Task ID: 7", text)).steps).toEqual([
      step("7", "Task ID: 7", `BEGIN_DISPATCH_RESULT\n${result}\nEND_DISPATCH_RESULT`, {
        told: "dispatch_reviewer",
      }),
    ])
  })

  it.each<[string, string | undefined]>([
    ["nextAction: retry_implementer", "retry_implementer"],
    ["Said: nextAction: retry_implementer", undefined],
    ["nextAction: sail_away", undefined],
  ])("told its parent in the line %j what comes next: %s", (text, told) => {
    expect(traced(dispatched("coder", "Task ID: 7", text)).steps).toEqual([
      step("7", "Task ID: 7", text, { told }),
    ])
  })
})
