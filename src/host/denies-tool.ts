import { matchesPattern } from "../session/matches-pattern.ts"

/** A permission as the host keeps it: for what, for which arguments, and `allow`, `ask` or `deny`. */
export interface PermissionRule {
  readonly permission: string
  readonly pattern: string
  readonly action: string
}

/** Whether rules keep a tool out of requests: the last one that fits denies it, whatever its arguments. */
export function deniesTool(rules: readonly PermissionRule[], tool: string): boolean {
  const last = rules.findLast(({ permission }) => matchesPattern(permission, tool))
  return last?.pattern === "*" && last.action === "deny"
}
