import type { JournalRecord } from "../../src/session/events.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import type { Served } from "./served.ts"
import { bashCall, listing, sourceLines } from "./tool-work.ts"

/** Whether our own agent, and not the host's compaction, has asked. */
export const isOurs = ({ kind, messages }: RecordedRequest): boolean =>
  kind === "summary" &&
  (messages[0]?.text ?? "").startsWith("You write summaries of coding sessions")

type SummaryRecord = Extract<JournalRecord, { type: "summary" }>

const summariesIn = (journal: readonly JournalRecord[]): SummaryRecord[] =>
  journal.filter((record) => record.type === "summary")

/** The summarizer's attempts, and what came of them, oldest first. */
export const startedIn = (journal: readonly JournalRecord[]): SummaryRecord[] =>
  summariesIn(journal).filter(({ outcome }) => outcome === "started")
export const endedIn = (journal: readonly JournalRecord[]): SummaryRecord[] =>
  summariesIn(journal).filter(({ outcome }) => outcome !== "started")

/** Those whose start was noted. */
export const begunIn = (journal: readonly JournalRecord[]): SummaryRecord[] =>
  summariesIn(journal).filter(({ outcome }) => outcome === "started")

/** The child sessions in which a summarizer works, or has worked. */
export const childrenOf = async ({ client }: Served, id: string): Promise<string[]> => {
  const { data } = await client.session.children({ path: { id }, throwOnError: true })
  return data.map((child) => child.id)
}

/** What a good summarizer answers. */
export const goodSummary = (note = "All modules are being checked."): string =>
  [
    "## Objective\nCheck every module.",
    "## Constraints\nNone.",
    "## Decisions\nNone.",
    `## Work done\n${note}`,
    "## Open problems\nNone.",
    "## Next step\nCheck the next module.",
  ].join("\n")

/** A window in which the work below needs Stage C, and options by which it pays back at once. */
export const stageCWindow = { context: 26_000, output: 4_000 }
export const eager = { payback: 1_000_000 }
/** Milliseconds that a summary may take: what answers at all is in time, on any machine. */
export const longTimeout = 10 * 60_000

const fileOf = (module: number, extension: string): string =>
  `packages/modules/m${module}/src/implementation-of-m${module}.${extension}`

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

export const moduleFiles = (count: number): Record<string, string> =>
  Object.fromEntries(upTo(count).map((at) => [fileOf(at, "ts"), sourceLines(`m${at}x`, 40)]))

/**
 * One step for each module, with three calls whose results nothing overtakes; `share` of what they
 * have at most, some 2,300 tokens.
 */
export const moduleWork = (count: number, share = 1): readonly Reply[] =>
  upTo(count).map((at) => ({
    text: `I will use the cache of m${at}.`,
    calls: [
      { name: "read", input: { filePath: fileOf(at, "ts"), limit: Math.ceil(40 * share) } },
      {
        name: "write",
        input: {
          filePath: fileOf(at, "md"),
          content: sourceLines(`m${at}n`, Math.ceil(20 * share)),
        },
      },
      bashCall(
        `${listing(Math.ceil(30 * share), `m${at}`)}; echo "Error: m${at} is not ready"; exit 3`,
      ),
    ],
  }))
