import { asRecord } from "../session/is-record.ts"
import { isWritten } from "./part-origin.ts"
import type { PendingCommand, Session } from "./sessions.ts"

/** Other plugins may put something around a prompt; a text of so many characters is known again in it. */
const UNMISTAKABLE = 40

/** A command and its prompt find each other by the text that the one became. */
export function takeCommand(
  { commands }: Session,
  as: "text" | "subtask",
  text: string,
): PendingCommand | undefined {
  const at = commands.findIndex(({ parts }) => {
    const prompt = promptOf(parts, as)
    if (prompt === "") return false
    // Attached files stand behind it, as texts of their own.
    const begins = `${text.trim()}\n`.startsWith(`${prompt}\n`)
    return begins || (prompt.length >= UNMISTAKABLE && text.includes(prompt))
  })
  return at < 0 ? undefined : commands.splice(at, 1)[0]
}

const promptOf = (parts: readonly unknown[], as: "text" | "subtask"): string =>
  parts
    .filter((part) => isWritten(part))
    .map(asRecord)
    .flatMap(({ type, text, prompt }) =>
      type === as ? [String(as === "text" ? text : prompt)] : [],
    )
    .join("\n")
    .trim()
