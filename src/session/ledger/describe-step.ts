import { relativePath, targetOf } from "../call.ts"
import { namedFiles } from "../file-content.ts"
import { isConstraintLine, isDecisionLine, isErrorLine } from "../compact/telling-lines.ts"
import { quote } from "../quote.ts"
import { clip } from "../texts.ts"
import type { Message, ToolPart } from "../transcript.ts"

/** Characters of one call's target, and of one sentence. */
const TARGET_CHARS = 80
const SENTENCE_CHARS = 120
/** And of a tool's name, and of a path. */
const TOOL_CHARS = 80
const PATH_CHARS = 1_000

/** What a step did, in one line: its calls with their outcome, and what it decided. */
export function describeStep({ parts }: Message, directory: string): string {
  const said = parts.flatMap((part) => (part.kind === "text" ? [tellingSentence(part.text)] : []))
  const done = parts.flatMap((part) =>
    part.kind === "tool" ? [describeOutcome(part, directory)] : [],
  )
  return [...said, ...done].filter((piece) => piece !== "").join("; ")
}

function tellingSentence(text: string): string {
  const lines = text.split("\n").map((line) => line.trim())
  const telling =
    lines.find(isConstraintLine) ?? lines.find(isDecisionLine) ?? lines.find((line) => line !== "")
  return telling === undefined ? "" : `"${clip(telling, SENTENCE_CHARS)}"`
}

/** A call and how it failed, where it did. */
export function describeOutcome(part: ToolPart, directory: string): string {
  const failure =
    part.status === "failed"
      ? (part.output.split("\n").find((line) => line.trim() !== "") ?? "")
      : failureIn(part)
  const what = describeCallOf(part, directory)
  return failure === "" ? what : `${what} → ${clip(failure.trim(), SENTENCE_CHARS)}`
}

/** The tool and what it was called for. */
export function describeCallOf(part: ToolPart, directory: string): string {
  // A path is kept whole: the next step may need it.
  const files = namedFiles(part, directory).map((path) =>
    quote(relativePath(path, directory), { characters: PATH_CHARS }),
  )
  const target = files.length > 0 ? files.join(" ") : targetOf(part, directory)
  return [
    quote(part.tool, { characters: TOOL_CHARS }),
    files.length > 0 ? target : clip(target, TARGET_CHARS),
  ]
    .filter((piece) => piece !== "")
    .join(" ")
}

/** Tools that run commands say in their output how these ended. */
const failureIn = ({ tool, output }: ToolPart): string =>
  tool === "bash" ? (output.split("\n").find(isErrorLine) ?? "") : ""
