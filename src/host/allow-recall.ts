import { asRecord, isRecord } from "../session/is-record.ts"
import { matchesPattern } from "../session/matches-pattern.ts"
import { deniesTool } from "./denies-tool.ts"
import type { PermissionRule } from "./denies-tool.ts"
import { SUMMARIZER_AGENT } from "./summarizer-agent.ts"

export const RECALL_TOOL = "recall"

/**
 * Lets agents recall that are given only some tools, because they could not use a handle otherwise.
 * A user who names the tool has decided; and who is allowed nothing, such as an agent that only
 * writes, goes without it.
 */
export function allowRecall(config: object): void {
  const { permission, agent } = asRecord(config)
  if (names(permission)) return
  const rules = rulesOf(permission)
  const isGiven = !deniesTool(rules, RECALL_TOOL) || allowsAny(rules)
  for (const [name, own] of Object.entries(asRecord(agent))) {
    if (!isRecord(own) || name === SUMMARIZER_AGENT || names(own["permission"])) continue
    const its = rulesOf(own["permission"])
    if (allowsAny(its) && deniesTool([...(isGiven ? [] : rules), ...its], RECALL_TOOL))
      own["permission"] = withRecall(own["permission"])
  }
  // The host's own agents that may only look take their rules from here.
  if (isGiven) Object.assign(config, { permission: withRecall(permission) })
}

/** A rule for this tool, or for some that are called like it: not one for every tool. */
const names = (permission: unknown): boolean =>
  Object.keys(asRecord(permission)).some(
    (name) => name !== "*" && matchesPattern(name, RECALL_TOOL),
  )

/** Of rules that fit the host obeys the last. */
const withRecall = (permission: unknown): Record<string, unknown> => ({
  ...(typeof permission === "string" ? { "*": permission } : asRecord(permission)),
  [RECALL_TOOL]: "allow",
})

const allowsAny = (rules: readonly PermissionRule[]): boolean =>
  rules.some(({ action }) => action !== "deny")

/** A configuration's permissions as the host reads them. */
const rulesOf = (permission: unknown): readonly PermissionRule[] =>
  typeof permission === "string"
    ? [{ permission: "*", pattern: "*", action: permission }]
    : Object.entries(asRecord(permission)).flatMap(([name, value]) =>
        Object.entries(isRecord(value) ? value : { "*": value }).map(([pattern, action]) => ({
          permission: name,
          pattern,
          action: String(action),
        })),
      )
