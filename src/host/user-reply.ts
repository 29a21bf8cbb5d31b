import { asRecord, isRecord } from "../session/is-record.ts"

/** What a call came to, as the host has stored it. */
export interface StoredCall {
  readonly tool: string
  readonly state: Readonly<Record<string, unknown>>
}

const QUESTION_TOOL = "question"
/** They ask the user before they change the mode; their output is the decision. */
const PLAN_TOOLS = new Set(["plan_exit", "plan_enter"])
/** Tools that fail in the host's own words. A server's or a plugin's tool may fail in any. */
const HOST_TOOLS = new Set([
  ...PLAN_TOOLS,
  QUESTION_TOOL,
  "apply_patch",
  "bash",
  "codesearch",
  "edit",
  "glob",
  "grep",
  "list",
  "lsp",
  "multiedit",
  "patch",
  "read",
  "skill",
  "task",
  "todoread",
  "todowrite",
  "webfetch",
  "websearch",
  "write",
])

const REJECTED = "The user rejected permission to use this specific tool call"
const FEEDBACK = " with the following feedback: "
const DISMISSED = "The user dismissed this question"

/**
 * What the user said in a call: answers with their questions, feedback on a call that was refused, a
 * decision on a plan. The tool and the host's own record of it decide, never what an output claims.
 */
export function repliesOf({ tool, state }: StoredCall): readonly string[] {
  if (state["status"] === "completed") {
    if (tool === QUESTION_TOOL) return answersOf(state)
    return PLAN_TOOLS.has(tool) ? written(state["output"]) : []
  }
  const { status, error } = state
  if (status !== "error" || typeof error !== "string" || !HOST_TOOLS.has(tool)) return []
  if (error.startsWith(REJECTED + FEEDBACK))
    return written(error.slice(REJECTED.length + FEEDBACK.length))
  const isAsked = tool === QUESTION_TOOL || PLAN_TOOLS.has(tool)
  return error.startsWith(`${REJECTED}.`) || (isAsked && error === DISMISSED) ? [error] : []
}

/** As the host writes them into the output: so they are found again there. */
function answersOf(state: StoredCall["state"]): readonly string[] {
  const { questions } = asRecord(state["input"])
  const { answers } = asRecord(state["metadata"])
  if (!Array.isArray(questions) || !Array.isArray(answers)) return []
  return questions.flatMap((asked: unknown, index): readonly string[] => {
    const answer: unknown = answers[index]
    const question = isRecord(asked) ? asked["question"] : undefined
    return Array.isArray(answer) && answer.length > 0 && typeof question === "string"
      ? [`"${question}"="${answer.join(", ")}"`]
      : []
  })
}

const written = (text: unknown): readonly string[] =>
  typeof text === "string" && text.trim() !== "" ? [text] : []
