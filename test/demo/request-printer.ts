import type { RecordedRequest } from "../host/reply.ts"
import type { Limit } from "../host/scripted-model.ts"
import type { JournalStep } from "./journal-steps.ts"
import { requestHeading, requestLines, requestNotes } from "./request-line.ts"
import type { RequestRow } from "./request-line.ts"

interface RequestPrinterOptions {
  /** What the plugin has decided so far, one step for each main request. */
  readonly readSteps: () => readonly JournalStep[]
  readonly turns: number
  readonly limit: Limit
  readonly hasPlugin: boolean
  readonly print: (line: string) => void
}

/** Of a run of requests without an event, each fifth is printed. */
const heartbeat = 5

/** Prints the requests of a session about which there is something to tell. */
export const createRequestPrinter = (options: RequestPrinterOptions) => {
  const { readSteps, turns, limit, hasPlugin, print } = options
  let pending: { request: RecordedRequest; turn: string | undefined } | undefined
  let startsTurn = false
  let turn = 0
  let number = 0
  let main = 0
  let plain = 0
  let held: RequestRow | undefined

  const printRow = (row: RequestRow) => {
    const notes = requestNotes(row, limit)
    plain += 1
    if (notes.length === 0 && plain < heartbeat) return
    plain = 0
    for (const line of requestLines({ row, notes, limit, hasPlugin })) print(line)
  }
  const printHeld = () => {
    if (held) printRow(held)
    held = undefined
  }

  // A request is printed when the next one arrives: by then its journal record is written.
  const flush = () => {
    if (!pending) return
    number += 1
    const isMain = pending.request.kind === "main"
    const step = isMain ? readSteps()[main++] : undefined
    const row = { ...pending, number, step, summary: isMain ? held?.number : undefined }
    if (isMain) held = undefined
    else printHeld()
    // A summary is told with the request that it makes room for.
    if (isMain || row.turn !== undefined || row.request.refused) printRow(row)
    else held = row
    pending = undefined
  }

  print(requestHeading(hasPlugin))
  return {
    flush,
    close: () => {
      flush()
      printHeld()
    },
    startTurn: () => {
      turn += 1
      startsTurn = true
    },
    add: (request: RecordedRequest) => {
      flush()
      pending = { request, turn: startsTurn ? `${turn} of ${turns}` : undefined }
      startsTurn = false
    },
  }
}
