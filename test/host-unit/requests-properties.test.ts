import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { asRecord } from "../../src/session/is-record.ts"
import { anyGrowth } from "../builders/any-growth.ts"
import type { Growth } from "../builders/any-growth.ts"
import { casesOf, SEED } from "../builders/holds.ts"
import { playGrowth } from "../builders/play-growth.ts"
import type { PlayedGrowth, SentRequest } from "../builders/play-growth.ts"

interface Case {
  readonly growth: Growth
  readonly played: PlayedGrowth
  /** The same session, played from its start by other processes. */
  readonly replayed: PlayedGrowth
}

type Rule = (one: Case) => boolean

const bytes = (messages: HostMessages): string => JSON.stringify(messages)

const limitOf = ({ context }: Growth): number => context - 100

const callsOf = (messages: HostMessages): readonly string[] =>
  messages.flatMap(({ parts }) =>
    parts.flatMap((part) =>
      part.type === "tool"
        ? [`${part.id} ${part.callID} ${String(asRecord(part.state)["status"])}`]
        : [],
    ),
  )

/** The texts of a message, by the ids of their parts. */
const textsOf = ({ parts }: HostMessages[number]): readonly string[] =>
  parts.flatMap((part) => (part.type === "text" ? [`${part.id} ${part.text}`] : []))

/** Whether the newest message in which the user says something is sent with all of its texts. */
const keepsLatest = ({ before, messages }: SentRequest): boolean => {
  const latest = before.findLast(
    ({ info, parts }) => info.role === "user" && parts.some(({ type }) => type === "text"),
  )
  const sent = messages.filter(({ info }) => info.id === latest?.info.id).flatMap(textsOf)
  return latest === undefined || textsOf(latest).every((text) => sent.includes(text))
}

const RULES: readonly (readonly [string, Rule])[] = [
  ["logs no fault", ({ played }) => played.logged.length === 0],
  [
    "is played the same each time",
    ({ played, replayed }) =>
      bytes(played.requests.map(({ messages }) => messages).flat()) ===
      bytes(replayed.requests.map(({ messages }) => messages).flat()),
  ],
  [
    "sends the same bytes when a request is repeated, also in a new process",
    ({ played }) =>
      played.again.every(
        ([repeated, other], at) =>
          bytes(repeated) === bytes(played.requests[at]?.messages ?? []) &&
          bytes(other) === bytes(repeated),
      ),
  ],
  [
    "leaves with nothing over the limit",
    ({ growth, played }) =>
      played.requests.every(
        ({ outcome, tokens }) => outcome !== "passed" || tokens <= limitOf(growth),
      ),
  ],
  [
    "keeps the newest words of the user whole in what leaves",
    ({ played }) =>
      played.requests.every((request, at) => {
        const isRefused = played.requests.slice(0, at).some(({ outcome }) => outcome !== "passed")
        return request.outcome !== "passed" || isRefused || keepsLatest(request)
      }),
  ],
  [
    "keeps calls with their results, or removes both",
    ({ played }) =>
      played.requests.every(({ before, messages }) => {
        const were = new Set(callsOf(before))
        return callsOf(messages).every((one) => were.has(one))
      }),
  ],
]

/** What is kept of a case: the fuzzer plays thousands of them. */
interface Verdict {
  readonly broken: readonly string[]
  /** Of a case that breaks a rule. */
  readonly growth: Growth | undefined
  readonly outcomes: readonly SentRequest["outcome"][]
  readonly isEdited: boolean
}

const judge = async (growth: Growth): Promise<Verdict> => {
  const one = { growth, played: await playGrowth(growth), replayed: await playGrowth(growth) }
  const { requests } = one.played
  const broken = RULES.flatMap(([title, rule]) => (rule(one) ? [] : [title]))
  return {
    broken,
    growth: broken.length > 0 ? growth : undefined,
    outcomes: requests.map(({ outcome }) => outcome),
    isEdited: requests.some(({ before, messages }) => bytes(before) !== bytes(messages)),
  }
}

const verdicts: Verdict[] = []
beforeAll(async () => {
  const growths = fc.sample(anyGrowth, { seed: SEED, numRuns: casesOf(60) })
  for (const growth of growths) verdicts.push(await judge(growth))
})

describe("a session of any messages and any reports", () => {
  it.each(RULES)("%s", (title) => {
    const found = verdicts.find(({ broken }) => broken.includes(title))
    expect(found?.growth).toBeUndefined()
  })

  it("passes, is refused, is compacted and is batched in some of the cases", () => {
    const outcomes = new Set(verdicts.flatMap((verdict) => verdict.outcomes))
    expect(outcomes).toEqual(new Set(["passed", "refused", "compacting"]))
    const edited = verdicts.filter(({ isEdited }) => isEdited)
    expect(edited.length).toBeGreaterThan(verdicts.length / 10)
  })
})
