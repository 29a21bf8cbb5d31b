import * as fc from "fast-check"
import type { HostMessage } from "../../src/host/decode.ts"
import { asRecord } from "../../src/session/is-record.ts"
import { anySession } from "./any-session.ts"
import { hostModel } from "./host-messages.ts"

/** A session that grows from request to request, with what a provider reports of each. */
export interface Growth {
  readonly messages: readonly HostMessage[]
  /** How many messages each request has. */
  readonly lengths: readonly number[]
  /** Reported usage as a multiple of what was sent. */
  readonly reports: readonly number[]
  readonly context: number
  readonly auto: boolean
}

/** Requests of one session. */
const REQUESTS = 5

/** What no host sends, and a plugin beside ours may leave behind. */
const oddPart = fc.constantFrom(
  {},
  { type: "text" },
  { type: "text", text: 5 },
  { type: "reasoning", text: null },
  { type: "file" },
  { type: "tool" },
  { type: "tool", tool: "read", state: null },
  { type: "tool", tool: "bash", state: { status: "completed", input: "ls", output: ["a"] } },
)

const asHostSends = (messages: readonly HostMessage[]): HostMessage[] =>
  messages.map(({ info, parts }) => ({
    info: { ...asRecord(info), sessionID: "ses_1", agent: "build", model: hostModel, ...hostModel },
    parts,
  }))

/** Mostly honest, with a provider's own tokenizer; else what no prompt can have had. */
const anyReport = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 1, 1.2) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.2, 0.5, 8, 100, Number.NaN, 1e300, -1) },
)

export const anyGrowth: fc.Arbitrary<Growth> = fc
  .record({
    sessions: fc.array(anySession, { minLength: 1, maxLength: 3 }),
    odd: fc.array(oddPart, { maxLength: 2 }),
    shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: REQUESTS,
      maxLength: REQUESTS,
    }),
    reports: fc.array(anyReport, { minLength: REQUESTS, maxLength: REQUESTS }),
    context: fc.constantFrom(600, 1_500, 4_000, 12_000),
    auto: fc.constantFrom(true, true, true, false),
  })
  .map(({ sessions, odd, shares, ...rest }) => {
    const messages = asHostSends(
      sessions.flat().map(({ info, parts }, index) => {
        const id = `msg_${String(index).padStart(3, "0")}`
        return {
          info: { ...asRecord(info), id, time: { created: index } },
          parts: [...parts, ...odd.slice(index % (odd.length + 1))].map((part, at) => ({
            ...asRecord(part),
            id: `${id}_${at}`,
            messageID: id,
          })),
        }
      }),
    )
    const lengths = shares.map((share) => 1 + Math.floor(share * (messages.length - 1)))
    return { messages, lengths: lengths.toSorted((a, b) => a - b), ...rest }
  })
