import { collectFacts } from "../session/facts/collect-facts.ts"
import { allSections, neededSections, renderSections } from "../session/facts/fact-sections.ts"
import type { FactSection } from "../session/facts/fact-sections.ts"
import { factorOf } from "../session/model-profile.ts"
import { boundSections } from "../session/facts/bound-sections.ts"
import { requestSection } from "../session/native/request-section.ts"
import { withoutMarks } from "../session/summary/without-marks.ts"
import { continuedSummary, recordedFacts, replacedPrompt } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import type { Transcript } from "../session/transcript.ts"
import { withoutLines } from "../session/without-lines.ts"
import { closedLines, guidanceLines } from "../workflow/closed-guidance-of.ts"
import { plainRequests } from "../workflow/plain-requests.ts"
import { workflowContext } from "../workflow/texts.ts"
import { carryOverFork } from "./carry-over-fork.ts"
import { recordInvocations } from "./record-invocations.ts"
import { pendingCompaction } from "./compaction-request.ts"
import type { CompactionRequest } from "./compaction-request.ts"
import { decodeHistory } from "./decode-history.ts"
import { newestSummary } from "./newest-summary.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"
import { MOST_FACTOR, unplannedHead } from "./unplanned-size.ts"
import { seenWorkflows, standingBlock, workflowBlock } from "./workflows.ts"

/** What is known of a compaction of the host between its hooks. */
export interface PreparedCompaction {
  readonly request: CompactionRequest
  /** What has to be found in the summary or behind it. */
  readonly needed: readonly FactSection[]
  /** Most counted tokens of facts. */
  readonly factTokens: number
  /** Lines of workflows, which are kept as state: the summary must not outlive them. */
  readonly guidance: readonly string[]
  /** Counted tokens that were added to the summarizer's prompt. */
  readonly added: number
  /** Texts that stay behind the summary, known with the head. */
  behind: readonly string[]
  /** The summary has its facts. */
  completed: boolean
}

/** Of the smaller of the two windows, the most that facts fill. */
const FACTS_SHARE = 0.1
/** Of the facts, the most that the user's latest request fills. */
const REQUEST_SHARE = 0.4

/**
 * Adds facts and the user's lines to the prompt of the host's summarizer. Where the prompt is
 * replaced, the host leaves out the previous summary and what plugins add: they are put back.
 */
export async function prepareCompaction(
  runtime: Runtime,
  session: Session,
  output: { context: string[]; prompt?: string },
): Promise<void> {
  session.compacting = true
  session.compaction = undefined
  // An empty head is not shown to plugins.
  session.headTokens = 0
  const { client, config, meter } = runtime
  await runtime.tokens.ready()
  const history = await client.messages(session.id)
  const request = history && pendingCompaction(history)
  // Without the history the previous summary could not be put back: the host's prompt stays.
  if (!history || !request) return void output.context.push(...config.compactionContext)
  noteRefusal(session, request)
  const place = { sessionID: session.id, directory: runtime.directory }
  await carryOverFork(runtime, session)
  await recordInvocations(runtime, session, history)
  const known = await seenWorkflows(runtime, session)
  const records = known ?? []
  const transcript = plainRequests(decodeHistory(history, place), records)
  const factTokens = await roomForFacts(runtime, request, transcript)
  const facts = collectFacts({ transcript, meter, userTokens: config.protect.userTokens })
  const latest = requestSection({ transcript, meter, tokens: REQUEST_SHARE * factTokens })
  const closed = closedLines(records)
  const needed = withoutGuidance([...latest, ...neededSections(facts)], closed)
  const count = (text: string): number => meter.measure(text).tokens
  const told = renderSections(
    boundSections({
      sections: withoutGuidance([...latest, ...allSections(facts)], closed),
      tokens: factTokens,
      count,
    }),
  )
  const ours = session.journal
    .refresh()
    .edits.findLast(({ reason }) => reason === "summarized")?.replacement
  // Where the host does not tell them, what was last said of them holds.
  const block = known
    ? await workflowBlock(runtime, known, factTokens / FACTS_SHARE)
    : standingBlock(session)
  const lines = [
    ...(block === "" ? [] : [workflowContext(block)]),
    ...(told === "" ? [] : [recordedFacts(told)]),
    // In the head its steps stand again, cut to fit.
    ...(ours?.kind === "text"
      ? [continuedSummary(withoutLines(withoutMarks(ours.text), guidanceLines(records)))]
      : []),
    ...config.compactionContext,
  ]
  const added = [...output.context, ...lines]
  const earlier = newestSummary(history)?.text ?? ""
  const instead = config.compactionPromptOverride ?? output.prompt
  if (instead === undefined) output.context.push(...lines)
  else
    output.prompt = replacedPrompt({
      instead,
      earlier,
      besides: added,
    })
  session.compaction = {
    request,
    needed,
    factTokens,
    guidance: guidanceLines(records),
    added: [...added, instead ?? ""].reduce((sum, text) => sum + count(text), 0),
    behind: [],
    completed: false,
  }
  session.headTokens = unplannedHead(session, MOST_FACTOR * count(earlier))
}

/** Facts that repeat a workflow which is over are none any more. */
const withoutGuidance = (
  sections: readonly FactSection[],
  closed: readonly string[],
): readonly FactSection[] =>
  sections
    .map(({ title, lines }) => ({
      title,
      lines: lines.filter(({ needle }) => withoutLines(needle, closed) === needle),
    }))
    .filter(({ lines }) => lines.length > 0)

/**
 * An overflow that the gate did not report is the provider's. A compaction by hand is a way out of
 * refusals, and begins to count anew.
 */
function noteRefusal(session: Session, { auto, overflow }: CompactionRequest): void {
  if (!auto) session.refusedInRow = 0
  const { planned, unplanned } = session
  const wasSent = planned ? planned.outcome === "sent" : unplanned !== undefined
  if (!overflow || !wasSent) return
  session.refusedInRow++
  session.refused = planned
  // A compaction that failed is repeated with the next prompt: nothing was refused between.
  session.planned = undefined
  session.unplanned = undefined
}

/** Facts stand in the summarizer's prompt, and afterwards in the session's. */
async function roomForFacts(
  runtime: Runtime,
  { model }: CompactionRequest,
  transcript: Transcript,
): Promise<number> {
  const { client, models, native } = runtime
  const rooms = await Promise.all(
    [model, native.model].map(async (one) => {
      if (!one) return Infinity
      const limits = await client.limits(one)
      const { limit } = sessionBudget(runtime, { model: one, limits, transcript })
      return limit / factorOf(models.get(modelName(one)), one.modelID)
    }),
  )
  return Math.floor(FACTS_SHARE * Math.min(...rooms))
}
