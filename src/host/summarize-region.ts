import { collectFacts } from "../session/facts/collect-facts.ts"
import { boundSections } from "../session/facts/bound-sections.ts"
import { allSections, renderSections } from "../session/facts/fact-sections.ts"
import { factorOf } from "../session/model-profile.ts"
import type { Region } from "../session/summary/choose-region.ts"
import { chunkPieces, earlierSummary, regionPieces } from "../session/summary/region-text.ts"
import { writeSummary } from "../session/summary/write-summary.ts"
import type { WrittenSummary } from "../session/summary/write-summary.ts"
import { withoutLines } from "../session/without-lines.ts"
import { guidanceLines } from "../workflow/closed-guidance-of.ts"
import { plainRequests } from "../workflow/plain-requests.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { workflowContext } from "../workflow/texts.ts"
import { summarizerFailedToast, summaryPartToast } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session, Summarizing } from "./sessions.ts"
import { seenWorkflows, workflowBlock } from "./workflows.ts"

export interface SummarizeRegionInput {
  readonly region: Region
  /** The model of the session. */
  readonly model: ModelRef
  /** A request waits for it, and its user is told. */
  readonly awaited: boolean
}

/**
 * Has a region summarized in a child session and journals what came of it. One at a time for a
 * session: where one is being written already, that is the one.
 */
export function summarizeRegion(
  runtime: Runtime,
  session: Session,
  input: SummarizeRegionInput,
): Summarizing {
  if (session.summarizing) {
    session.summarizing.awaited ||= input.awaited
    return session.summarizing
  }
  const controller = new AbortController()
  const isAwaited = (): boolean => session.summarizing?.awaited ?? false
  const summarizing = {
    awaited: input.awaited,
    ended: Promise.resolve()
      .then(() => run(runtime, session, { ...input, isAwaited, signal: controller.signal }))
      .catch((error: unknown) => runtime.client.log(`A summary failed: ${String(error)}`))
      .finally(() => (session.summarizing = undefined)),
    abort: () => controller.abort(),
  }
  session.summarizing = summarizing
  return summarizing
}

interface RunInput extends Omit<SummarizeRegionInput, "awaited"> {
  /** A request may come to wait for what was begun ahead of need. */
  readonly isAwaited: () => boolean
  readonly signal: AbortSignal
}

async function run(runtime: Runtime, session: Session, input: RunInput): Promise<void> {
  const { clock, config } = runtime
  const workflows = await seenWorkflows(runtime, session)
  // What took unknown workflows for none would keep their guidance for good: it is written later.
  if (!workflows) return
  const { region, isAwaited } = input
  const started = clock()
  const record = {
    type: "summary" as const,
    region: region.digest,
    messages: region.messages.map(({ id }) => id),
    awaited: isAwaited(),
    before: region.tokens,
    after: 0,
    prompt: 0,
    output: 0,
    ms: 0,
  }
  session.journal.append([
    { ...record, outcome: "started", until: started + config.summarize.timeout },
  ])
  const written = await write(runtime, session, { ...input, workflows })
  const isAccepted = written.outcome === "accepted"
  const isFailure = !isAccepted && written.outcome !== "aborted"
  session.journal.append([
    {
      ...record,
      outcome: written.outcome,
      awaited: isAwaited(),
      after: runtime.meter.measure(written.text).tokens,
      prompt: written.prompt,
      output: written.output,
      ms: clock() - started,
      ...(isAccepted && { text: written.text }),
      ...(isFailure && { until: clock() + pauseAfter(runtime, session) }),
    },
  ])
  runtime.state.record(session.id, {
    facts: {},
    count: isAccepted ? "summary_accepted_count" : "summary_discarded_count",
  })
  if (written.outcome !== "accepted" && written.outcome !== "aborted")
    runtime.notifyOnce(
      `summarizer ${session.id}`,
      summarizerFailedToast({
        model: modelName(summarizerModel(runtime, input.model)),
        outcome: written.outcome,
      }),
    )
}

/** Each failure in a row doubles the time until the next attempt, this often. */
const MOST_DOUBLINGS = 6

const pauseAfter = ({ config }: Runtime, session: Session): number =>
  config.summarize.timeout * 2 ** Math.min(MOST_DOUBLINGS, failuresInRow(session))

/** Milliseconds. */
export const longestPause = ({ summarize }: Runtime["config"]): number =>
  summarize.timeout * 2 ** MOST_DOUBLINGS

export const failuresInRow = ({ journal }: Session): number => {
  const ended = [...journal.refresh().summaries.values()].filter(
    ({ outcome }) => outcome !== "started" && outcome !== "aborted",
  )
  return ended.length - 1 - ended.findLastIndex(({ outcome }) => outcome === "accepted")
}

/** Of the summarizer's window, the most that one request to it fills. */
export const MAX_WINDOW_SHARE = 0.75
/** And of that, the facts, and a summary that the next part is written into. */
const FACTS_SHARE = 0.15
const EARLIER_SHARE = 0.25
/** Our own words around what is summarized, counted tokens. */
const PROMPT_FRAME = 1_000
/** In more parts little of the first would be left in the last. */
const MAX_PARTS = 12

interface WriteInput extends RunInput {
  readonly workflows: readonly WorkflowRecord[]
}

async function write(
  runtime: Runtime,
  session: Session,
  { region, model: sessionModel, workflows, isAwaited, signal }: WriteInput,
): Promise<WrittenSummary> {
  const { children, client, clock, config, meter, models } = runtime
  const { compactionContext, compactionPromptOverride: instead, protect, summarize } = config
  const deadline = clock() + summarize.timeout
  const model = summarizerModel(runtime, sessionModel)
  const { transcript } = region.draft
  const limits = await client.limits(model)
  const { limit } = sessionBudget(runtime, { model, limits, transcript })
  const count = (text: string): number => meter.measure(text).tokens
  const window = (MAX_WINDOW_SHARE * limit) / factorOf(models.get(modelName(model)), model.modelID)
  const facts = collectFacts({
    transcript: plainRequests(transcript, workflows),
    meter,
    userTokens: protect.userTokens,
  })
  const block = await workflowBlock(runtime, workflows, window)
  const context = [...(block === "" ? [] : [workflowContext(block)]), ...compactionContext]
  const told = renderSections(
    boundSections({ sections: allSections(facts), tokens: FACTS_SHARE * window, count }),
  )
  const earlier = earlierSummary(region)
  const room = Math.max(EARLIER_SHARE * window, count(earlier ?? ""))
  const besides = [told, ...context, instead ?? ""].map(count)
  const size = Math.floor(
    besides.reduce((left, tokens) => left - tokens, window - room - PROMPT_FRAME),
  )
  const parts = size > 0 ? chunkPieces({ pieces: regionPieces(region, meter), size, count }) : []
  return writeSummary({
    chunks: parts.length <= MAX_PARTS ? parts : [],
    facts: told,
    earlier,
    context,
    instead,
    source: region.tokens,
    room,
    count,
    ask: async (prompt) => {
      const answer = await children.ask({
        parent: session.id,
        model,
        prompt,
        signal,
        timeout: deadline - clock(),
      })
      return typeof answer === "string"
        ? answer
        : { ...answer, text: withoutLines(answer.text, guidanceLines(workflows)) }
    },
    onProgress: (done, total) => {
      if (isAwaited() && done > 0)
        client.toast(summaryPartToast({ part: done + 1, parts: total }), "info")
    },
  })
}

/** The model of the option, else that of the session. */
export function summarizerModel({ config }: Runtime, sessionModel: ModelRef): ModelRef {
  const [providerID = "", ...rest] = config.summarize.model?.split("/") ?? []
  return providerID === "" ? sessionModel : { providerID, modelID: rest.join("/") }
}
