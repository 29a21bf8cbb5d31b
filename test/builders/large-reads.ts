import type { Transcript } from "../../src/session/transcript.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  text,
  user,
} from "./transcript.ts"

const path = "/project/a.ts"

/** A file of so many lines that is read so many times, half of it new each time, with an edit behind each. */
export const largeReads = ({
  reads,
  lines,
}: {
  readonly reads: number
  readonly lines: number
}): Transcript =>
  createTranscript(
    user(text("Go")),
    ...Array.from({ length: reads }, (_, at) => {
      const content = [...fileLines(`turn ${at}`, lines / 2), ...fileLines("beta", lines / 2)]
      return [
        assistant(call("read", { filePath: path }, { output: readOutput(path, content) })),
        assistant(call("edit", { filePath: path, oldString: "x", newString: "y\nz" })),
      ]
    }).flat(),
    assistant(text("Done.")),
  )
