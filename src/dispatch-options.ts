import { z } from "zod"

const tokens = z.int().positive()

const agents = z
  .array(z.string())
  .default([])
  .describe("Agents whose dispatches have this role, by name.")
const guide = z
  .string()
  .min(1)
  .optional()
  .describe(
    "Text for sub-agents of this role: whole with the first dispatch of a session, afterwards its binding lines.",
  )
const maxInputTokens = tokens
  .optional()
  .describe(
    "Tokens of a dispatched prompt and `dispatch.maxOutputTokens` together. Default: what the sub-agent's model takes.",
  )

/** One of the two roles that the state of a run knows by itself. */
const builtInRole = (env: string) =>
  z.object({ agents, maxInputTokens: maxInputTokens.meta({ env }), guide })

/** A role of the user's own. */
const ownRole = z.object({
  agents,
  maxInputTokens,
  guide,
  like: z
    .enum(["implementer", "reviewer"])
    .default("implementer")
    .describe(
      "Whose result contract a role of your own has, and whose place in a run. Its name has letters, digits, `-` and `_`.",
    ),
})

/** What sub-agents are given. */
export const dispatchOptions = z.object({
  roles: z
    .object({
      implementer: builtInRole("SPEC_CONTEXT_DISPATCH_MAX_INPUT_TOKENS_IMPLEMENTER"),
      reviewer: builtInRole("SPEC_CONTEXT_DISPATCH_MAX_INPUT_TOKENS_REVIEWER"),
    })
    .catchall(ownRole),
  maxOutputTokens: tokens
    .default(1_200)
    .describe("Tokens that a sub-agent of a role has for its result, kept free beside its prompt."),
  contract: z
    .boolean()
    .default(true)
    .describe(
      "`false`: sub-agents of roles are not held to an output contract, and nothing follows from their results.",
    ),
  stalledThreshold: tokens
    .default(2)
    .describe("Results in a row without progress after which a task counts as stalled.")
    .meta({ env: "SPEC_CONTEXT_DISPATCH_STALLED_THRESHOLD" }),
  reviewLoopThreshold: tokens
    .default(2)
    .describe("Reviews in a row with the same findings after which a task is escalated.")
    .meta({ env: "SPEC_CONTEXT_DISPATCH_REVIEW_LOOP_THRESHOLD" }),
})

/** What comes back of them. */
export const resultOptions = z.object({
  offloadChars: tokens
    .optional()
    .describe(
      "Set: a sub-agent's result of more characters is kept in a file, and a preview of it goes to its parent. Default: only what its wave or its parent's window has no room for.",
    )
    .meta({ env: "SPEC_CONTEXT_TOOL_RESULT_OFFLOAD_CHARS" }),
  previewChars: tokens
    .default(1_200)
    .describe("Most characters of such a preview.")
    .meta({ env: "SPEC_CONTEXT_TOOL_RESULT_PREVIEW_CHARS" }),
  previewLines: tokens
    .default(10)
    .describe("Most lines of such a preview.")
    .meta({ env: "SPEC_CONTEXT_TOOL_RESULT_PREVIEW_LINES" }),
  ttlMinutes: tokens
    .default(10_080)
    .describe("Minutes for which such files are kept; they go with their session in any case.")
    .meta({ env: "SPEC_CONTEXT_TOOL_RESULT_TTL_MINUTES" }),
})
