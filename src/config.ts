import { z } from "zod"
import { dispatchOptions, resultOptions } from "./dispatch-options.ts"
import { asRecord } from "./session/is-record.ts"

/** Thresholds: what lies between a share and a sensible number of tokens is a slip of the pen. */
const MIN_TOKENS = 1_000
const threshold = z
  .number()
  .positive()
  .refine((value) => value <= 1 || value >= MIN_TOKENS)
  .meta({ expected: `a share up to 1, or at least ${MIN_TOKENS} tokens` })
const tokens = z.int().positive()

const BINDING_WORDS = [
  "must",
  "never",
  "always",
  "before",
  "require",
  "requires",
  "required",
  "do not",
  "don't",
]

/**
 * The one source for options: names, types, defaults, environment names and the generated
 * documentation. `env` in the metadata of a leaf names the variable that overrides it.
 */
export const optionsSchema = z.object({
  enabled: z
    .boolean()
    .default(true)
    .describe("`false`: the plugin registers nothing, and requests are those of a host without it.")
    .meta({ env: "SPEC_CONTEXT_DISPATCH_COMPACTION_V1" }),
  auto: z
    .boolean()
    .default(true)
    .describe("`false`: no stage runs, a request over its limit is refused at once.")
    .meta({ env: "SPEC_CONTEXT_DISPATCH_COMPACTION_AUTO" }),
  prune: z
    .boolean()
    .default(true)
    .describe("`false`: skips Stage A.")
    .meta({ env: "SPEC_CONTEXT_DISPATCH_COMPACTION_PRUNE" }),
  compact: z
    .boolean()
    .default(true)
    .describe("`false`: skips Stage B.")
    .meta({ env: "SPEC_CONTEXT_DISPATCH_COMPACTION_COMPACT" }),
  summarize: z.object({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        "`false`: no model is asked for summaries; the oldest steps become one line each instead.",
      )
      .meta({ env: "SPEC_CONTEXT_DISPATCH_COMPACTION_SUMMARIZE" }),
    model: z
      .string()
      .regex(/^[^/]+\/.+$/)
      .meta({ expected: "a model as `provider/model`" })
      .optional()
      .describe("Model that writes summaries, as `provider/model`. Default: the session's."),
    timeout: z
      .int()
      .min(1_000)
      .meta({ expected: "a whole number of milliseconds from 1000" })
      .default(60_000)
      .describe("Longest that a summary may take, milliseconds."),
    ahead: z
      .number()
      .positive()
      .max(1)
      .meta({ expected: "a share above 0, up to 1" })
      .default(0.85)
      .describe(
        "Share of the trigger from which the next summary is prepared in the background; 1: never.",
      ),
    payback: tokens
      .default(50)
      .describe(
        "A summary is written where it pays for itself within so many requests, or nothing else makes room.",
      ),
  }),
  dense: z
    .enum(["pressure", "always", "off"])
    .default("pressure")
    .describe(
      "When outputs are rendered densely (no line-number gutters; outside of file reads no terminal codes and trailing space): from the first time the trigger is passed, from first sight, or never.",
    ),
  budget: z.object({
    trigger: threshold
      .default(0.96)
      .describe("Where stages start: a share of the limit up to 1, else tokens."),
    target: threshold
      .default(0.6)
      .describe("Where stages stop: a share of the limit up to 1, else tokens."),
    reserveOutputTokens: tokens
      .optional()
      .describe(
        "Tokens kept free for the answer, at most a quarter of the context; a request never asks for more. Default: what the request asks for.",
      )
      .meta({ env: "SPEC_CONTEXT_DISPATCH_RESERVE_OUTPUT_TOKENS" }),
    fallbackContext: tokens
      .default(32_000)
      .describe("Context assumed for a model that states no limits, tokens."),
    models: z
      .record(
        z.string(),
        z.strictObject({ trigger: threshold.optional(), target: threshold.optional() }),
      )
      .meta({
        expected: "patterns with `trigger` or `target`, each a share or at least 1000 tokens",
      })
      .default({})
      .describe(
        'Other thresholds for some models, by pattern: `{ "anthropic/*": { "trigger": 0.7 } }`. The first match counts.',
      ),
  }),
  tokens: z.object({
    charsPerToken: z
      .number()
      .min(1)
      .meta({ expected: "a number from 1" })
      .optional()
      .describe("Set: tokens are characters divided by this. Default: the o200k tokenizer.")
      .meta({ env: "SPEC_CONTEXT_DISPATCH_TOKEN_CHARS_PER_TOKEN" }),
  }),
  workflows: z.object({
    enabled: z
      .boolean()
      .default(true)
      .describe("`false`: no workflow is recorded, and the model has no tool for them."),
    match: z
      .array(z.string())
      .default([])
      .describe(
        "Names of commands and skills that are workflows, with `*`, besides those whose front matter says `workflow: true`; `workflow: false` there keeps one out.",
      ),
    words: z
      .array(z.string().regex(/\S/))
      .meta({ expected: "a list of texts that are not blank" })
      .default(BINDING_WORDS)
      .describe(
        "Words by which a list item of a workflow binds, where the text has no list under a heading Obligations. Yours take the place of these.",
      ),
    maxTokens: z
      .int()
      .min(300)
      .meta({ expected: "a whole number of tokens from 300" })
      .default(1_200)
      .describe("Most tokens of what each request says of active workflows."),
  }),
  dispatch: dispatchOptions,
  results: resultOptions,
  compactionContext: z
    .array(z.string())
    .default([])
    .describe("Lines added to the prompt of every summary, ours and the host's."),
  compactionPromptOverride: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Prompt for summaries, in the place of the built-in one; facts are added all the same.",
    ),
  protect: z.object({
    steps: z
      .int()
      .min(1)
      .default(4)
      .describe("Model steps at the end that the stages leave alone."),
    share: z
      .number()
      .positive()
      .max(1)
      .meta({ expected: "a share above 0, up to 1" })
      .default(0.5)
      .describe("Most of the target that these steps may fill."),
    userTokens: tokens
      .default(2_000)
      .describe(
        "Tokens that stay of a user's text that is not the latest, where room is needed, or that was refused.",
      ),
    tools: z
      .array(z.string())
      .default(["skill", "task", "todowrite", "question", "workflow"])
      .describe(
        "Tools whose results Stage A leaves whole; of each, later stages leave the newest as it is.",
      ),
    files: z
      .array(z.string())
      .default([])
      .describe(
        "Files whose reads and edits Stage A leaves whole, as patterns with `*`; of each, later stages leave the newest.",
      ),
  }),
})

export type Config = z.output<typeof optionsSchema>
export interface OptionLeaf {
  readonly path: string
  readonly schema: z.ZodType
  readonly env: string | undefined
}

/** A dot would be taken for nesting. */
const NAME = /^[a-z][\w-]*$/i

/**
 * The options with a value of their own, in the order of the schema. Names that users choose are
 * those that are given; without given options they are one row, named so.
 */
export function optionLeaves(
  given?: Readonly<Record<string, unknown>>,
  schema: z.ZodObject = optionsSchema,
  prefix = "",
): readonly OptionLeaf[] {
  const leaves = Object.entries(schema.shape).flatMap(([key, child]): readonly OptionLeaf[] => {
    const path = `${prefix}${key}`
    if (child instanceof z.ZodObject)
      return optionLeaves(given && asRecord(given[key]), child, `${path}.`)
    if (!(child instanceof z.ZodType)) return []
    const env = child.meta()?.["env"]
    return [{ path, schema: child, env: typeof env === "string" ? env : undefined }]
  })
  const { catchall } = schema.def
  if (!(catchall instanceof z.ZodObject)) return leaves
  const names = given
    ? Object.keys(given).filter((key) => NAME.test(key) && !Object.hasOwn(schema.shape, key))
    : ["<name>"]
  return [
    ...leaves,
    ...names.flatMap((key) =>
      optionLeaves(given && asRecord(given[key]), catchall, `${prefix}${key}.`),
    ),
  ]
}
