import { collectFacts } from "../session/facts/collect-facts.ts"
import { neededSections, renderSections } from "../session/facts/fact-sections.ts"
import { factorOf } from "../session/model-profile.ts"
import { boundSections } from "../session/facts/bound-sections.ts"
import { historyLedger } from "../session/native/history-ledger.ts"
import { requestSection } from "../session/native/request-section.ts"
import { emptySummaryToast } from "../session/texts.ts"
import { modelName } from "../session/transcript.ts"
import { asRecord } from "../session/is-record.ts"
import { plainRequests } from "../workflow/plain-requests.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { readCompactionRequest } from "./compaction-request.ts"
import type { CompactionRequest } from "./compaction-request.ts"
import { decodeHistory } from "./decode-history.ts"
import type { HostMessage } from "./decode.ts"
import type { StoredText } from "./host-client.ts"
import type { HostMessages } from "./plan-messages.ts"
import { newestSummary } from "./newest-summary.ts"
import type { StoredSummary } from "./newest-summary.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"
import { seenWorkflows } from "./workflows.ts"

/** Of the session's limit, the most that a ledger in the place of a summary fills. */
const LEDGER_SHARE = 0.15
/** Of the ledger, the most that facts fill, and of these the latest request. */
const FACTS_SHARE = 0.4
const REQUEST_SHARE = 0.4

/**
 * The host accepts an empty summary, and then forgets all that stood before it. A ledger is stored
 * in its place. It is made from the stored session alone, so that whoever comes second writes the
 * same; where its workflows are not known, it stands in this request alone. The text that the newest
 * summary now has; undefined where there is none.
 */
export async function fillEmptySummary(
  runtime: Runtime,
  session: Session,
): Promise<StoredText | undefined> {
  const { client } = runtime
  const history = await client.messages(session.id)
  const summary = history && newestSummary(history)
  if (!summary) return undefined
  await runtime.tokens.ready()
  const isEmpty = summary.text === ""
  const workflows = isEmpty ? await seenWorkflows(runtime, session) : []
  const text = isEmpty
    ? await ledgerOf(runtime, session, { history, summary, workflows: workflows ?? [] })
    : summary.text
  const part: StoredText = {
    // Ids sort by time: derived from the message's own, it is the first of its parts each time.
    id: summary.message.replace(/^msg/, "prt"),
    sessionID: session.id,
    messageID: summary.message,
    type: "text",
    text,
  }
  if (isEmpty && workflows && (await client.setPart(part)))
    runtime.notifyOnce(`empty summary ${summary.message}`, emptySummaryToast)
  return part
}

/** Puts the ledger also into the messages of a request that is about to be planned. */
export async function fillEmptySummaryIn(
  runtime: Runtime,
  session: Session,
  messages: HostMessages,
): Promise<void> {
  if (newestSummary(messages)?.text !== "") return
  const part = await fillEmptySummary(runtime, session)
  if (part) messages.find(({ info }) => info.id === part.messageID)?.parts.unshift(part)
}

interface EmptySummary {
  readonly history: readonly HostMessage[]
  readonly summary: StoredSummary
  readonly workflows: readonly WorkflowRecord[]
}

async function ledgerOf(
  runtime: Runtime,
  session: Session,
  { history, summary, workflows }: EmptySummary,
): Promise<string> {
  const { client, config, meter, models } = runtime
  const before = history.slice(0, summary.index)
  const earlier = newestSummary(before)
  const request = requestOf(before, summary)
  const told = idsBetween(before, {
    from: earlier && (requestOf(before, earlier)?.tailStart ?? earlier.message),
    to: request?.tailStart,
  })
  const place = { sessionID: session.id, directory: runtime.directory }
  const transcript = plainRequests(decodeHistory(before, place), workflows)
  const model = request?.model
  const tokens = model
    ? (LEDGER_SHARE *
        sessionBudget(runtime, { model, limits: await client.limits(model), transcript }).limit) /
      factorOf(models.get(modelName(model)), model.modelID)
    : LEDGER_SHARE * config.budget.fallbackContext
  const facts = collectFacts({ transcript, meter, userTokens: config.protect.userTokens })
  const sections = [
    ...requestSection({ transcript, meter, tokens: REQUEST_SHARE * FACTS_SHARE * tokens }),
    ...neededSections(facts),
  ]
  return historyLedger({
    messages: transcript.messages.filter(({ id }) => told.has(id)),
    earlier: earlier?.text ?? "",
    facts: renderSections(
      boundSections({
        sections,
        tokens: FACTS_SHARE * tokens,
        count: (text) => meter.measure(text).tokens,
      }),
    ),
    directory: transcript.directory,
    meter,
    userTokens: config.protect.userTokens,
    tokens,
  })
}

function requestOf(
  history: readonly HostMessage[],
  summary: StoredSummary,
): CompactionRequest | undefined {
  const message = history.find(({ info }) => asRecord(info)["id"] === summary.request)
  return message && readCompactionRequest(message)
}

/** Messages from one on, to before another. */
function idsBetween(
  history: readonly HostMessage[],
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): ReadonlySet<string> {
  const ids = history.map(({ info }) => String(asRecord(info)["id"]))
  const start = from === undefined ? 0 : Math.max(0, ids.indexOf(from))
  const end = to === undefined ? -1 : ids.indexOf(to)
  return new Set(ids.slice(start, end < 0 ? undefined : end))
}
