import { collectFacts } from "../session/facts/collect-facts.ts"
import { allSections, renderSections } from "../session/facts/fact-sections.ts"
import { factorOf } from "../session/model-profile.ts"
import type { Region } from "../session/summary/choose-region.ts"
import { chunkPieces, earlierSummary, regionPieces } from "../session/summary/region-text.ts"
import { writeSummary } from "../session/summary/write-summary.ts"
import type { WrittenSummary } from "../session/summary/write-summary.ts"
import { summarizerFailedToast, summaryPartToast } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session, Summarizing } from "./sessions.ts"

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
      .catch(() => {})
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
  const written = await write(runtime, session, input)
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
  runtime.facts.record(session.id, {
    facts: {},
    count: isAccepted ? "summary_accepted_count" : "summary_discarded_count",
  })
  if (isFailure)
    runtime.notifyOnce(
      `summarizer ${session.id}`,
      summarizerFailedToast({
        model: modelName(summarizerModel(runtime, input.model)),
        cause: written.outcome,
      }),
    )
}

/** Each failure in a row doubles the time until the next attempt. */
function pauseAfter({ config }: Runtime, session: Session): number {
  return config.summarize.timeout * 2 ** Math.min(6, failuresInRow(session))
}

export const failuresInRow = ({ journal }: Session): number => {
  const ended = [...journal.refresh().summaries.values()].filter(
    ({ outcome }) => outcome !== "started" && outcome !== "aborted",
  )
  return ended.length - 1 - ended.findLastIndex(({ outcome }) => outcome === "accepted")
}

/** Of the summarizer's window, the most that one request to it fills. */
const MAX_WINDOW_SHARE = 0.75
/** Our own words around what is summarized, counted tokens. */
const PROMPT_FRAME = 1_000

async function write(
  runtime: Runtime,
  session: Session,
  { region, model: sessionModel, isAwaited, signal }: RunInput,
): Promise<WrittenSummary> {
  const { children, client, clock, config, meter, models } = runtime
  const deadline = clock() + config.summarize.timeout
  const model = summarizerModel(runtime, sessionModel)
  const { transcript } = region.draft
  const { limit } = sessionBudget(runtime, {
    model,
    limits: await client.limits(model),
    transcript,
  })
  const facts = renderSections(
    allSections(collectFacts({ transcript, meter, userTokens: config.protect.userTokens })),
  )
  const earlier = earlierSummary(region)
  const count = (text: string): number => meter.measure(text).tokens
  const window = (MAX_WINDOW_SHARE * limit) / factorOf(models.get(modelName(model)), model.modelID)
  const size = Math.floor(window - count(facts) - count(earlier ?? "") - PROMPT_FRAME)
  return writeSummary({
    chunks: size > 0 ? chunkPieces({ pieces: regionPieces(region, meter), size, count }) : [],
    facts,
    earlier,
    context: config.compactionContext,
    instead: config.compactionPromptOverride,
    source: region.tokens,
    count,
    ask: (prompt) =>
      children.ask({
        parent: session.id,
        model,
        prompt,
        signal,
        timeout: Math.max(0, deadline - clock()),
      }),
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
