import type { Config } from "../config.ts"
import { matchesPattern } from "../session/matches-pattern.ts"
import type { PlanSettings } from "../session/plan-request.ts"

/** The options as the pipeline takes them. */
export const planSettings = ({ auto, prune, compact, dense, protect }: Config): PlanSettings => ({
  auto,
  prune,
  compact,
  dense,
  steps: protect.steps,
  share: protect.share,
  userTokens: protect.userTokens,
  protectedTools: protect.tools,
  isProtectedFile:
    protect.files.length > 0
      ? (file) => protect.files.some((pattern) => matchesPattern(pattern, file))
      : undefined,
})
