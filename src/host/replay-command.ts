import { figuresOf } from "../replay/figures.ts"
import type { Figures } from "../replay/figures.ts"
import { checkGate } from "../replay/gate.ts"
import type { RecordedSession } from "../replay/recorded-session.ts"
import { replaySession } from "../replay/replay-session.ts"
import type { ReplayedRequest } from "../replay/replay-session.ts"
import { gateText, reportText } from "../replay/report-text.ts"
import { reportSession } from "../replay/session-report.ts"
import type { SessionReport } from "../replay/session-report.ts"
import { liveText } from "./live-text.ts"
import { measureLive } from "./measure-live.ts"
import type { LiveCandidate, LiveReport } from "./measure-live.ts"
import { readExport } from "./read-export.ts"
import type { ReplayFlags } from "./replay-flags.ts"
import { createReplayPorts } from "./replay-ports.ts"
import { createTokenCounter } from "./tokens.ts"

/** What the command says, and where. */
export interface Streams {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

export const EXIT = { done: 0, gateFailed: 1, wrongUse: 2, unreadable: 3, liveFailed: 4 } as const

/** Replays the files and reports; returns the exit code. */
export async function replayCommand(flags: ReplayFlags, { out, err }: Streams): Promise<number> {
  const { files, settings, json, bounds, live } = flags
  const read = files.map(readExport)
  const problems = read.flatMap((result) => (result.ok ? [] : [result.problem]))
  if (problems.length > 0) {
    err(problems.join("\n"))
    return EXIT.unreadable
  }
  const recorded = read.flatMap((result) => (result.ok ? [result.session] : []))
  const { sessions, pooled, candidates } = await replayAll(recorded, flags)
  const gate = checkGate({ bounds, sessions, pooled })
  // What takes no model is said before the model is waited for.
  if (!json) out(reportText(sessions, pooled))
  if (!json && gate.length > 0) out(`\n${gateText(gate)}`)
  const liveReport = live && (await measureLive(live, candidates, err))
  if (json) {
    const { prices, factor, system } = settings
    const content = { version: 1, settings: { prices, factor, system }, sessions, pooled, gate }
    out(JSON.stringify({ ...content, ...(liveReport ? { live: liveReport } : {}) }, undefined, 1))
  } else if (liveReport) out(`\n${liveText(liveReport)}`)

  const failed = gate.filter(({ holds }) => !holds)
  if (failed.length > 0) {
    if (json) err(gateText(failed))
    return EXIT.gateFailed
  }
  const unanswered = liveReport && candidates.length > 0 ? noAnswers(liveReport) : undefined
  if (unanswered === undefined) return EXIT.done
  err(unanswered)
  return EXIT.liveFailed
}

interface Replayed {
  readonly sessions: readonly SessionReport[]
  readonly pooled: Figures
  /** Requests with a changed prompt, where a live model is to be asked. */
  readonly candidates: readonly LiveCandidate[]
}

async function replayAll(
  recorded: readonly RecordedSession[],
  { settings, charsPerToken, live }: ReplayFlags,
): Promise<Replayed> {
  const tokens = createTokenCounter({ charsPerToken })
  await tokens.ready()
  const ports = createReplayPorts(tokens)
  const all: ReplayedRequest[] = []
  const candidates: LiveCandidate[] = []
  const sessions = recorded.map((session) => {
    const { name, id } = session
    const { limits, directory, steps } = replaySession(session, settings, ports)
    const requests: ReplayedRequest[] = []
    for (const step of steps) {
      requests.push(step.request)
      // The prompts of a long session take room: they are kept only where they are asked about.
      if (live && step.sent !== step.full) candidates.push({ session: name, directory, step })
    }
    all.push(...requests)
    return reportSession({ name, id, limits, requests })
  })
  return { sessions, pooled: figuresOf(all), candidates }
}

const noAnswers = ({ stopped, agreement }: LiveReport): string | undefined =>
  stopped ??
  (agreement.compacted.of > 0
    ? undefined
    : "The live model gave no answers that could be compared.")
