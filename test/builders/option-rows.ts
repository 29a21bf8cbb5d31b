import { dispatchOptionRows } from "./dispatch-option-rows.ts"

const name = (suffix: string): string => `SPEC_CONTEXT_DISPATCH_${suffix}`

/** One option: its default, a value for it, its variable, and what it is not. */
export interface OptionRow {
  readonly path: string
  readonly standard: unknown
  readonly option: unknown
  readonly env?: readonly [variable: string, text: string, value: unknown]
  readonly garbage: unknown
  readonly expected: string
}

/** Every option of the schema, in its order. */
export const optionRows: readonly OptionRow[] = [
  {
    path: "enabled",
    standard: true,
    option: false,
    env: [name("COMPACTION_V1"), "off", false],
    garbage: "yes",
    expected: "a boolean",
  },
  {
    path: "auto",
    standard: true,
    option: false,
    env: [name("COMPACTION_AUTO"), "0", false],
    garbage: 1,
    expected: "a boolean",
  },
  {
    path: "prune",
    standard: true,
    option: false,
    env: [name("COMPACTION_PRUNE"), " False ", false],
    garbage: [],
    expected: "a boolean",
  },
  {
    path: "compact",
    standard: true,
    option: false,
    env: [name("COMPACTION_COMPACT"), "no", false],
    garbage: "no",
    expected: "a boolean",
  },
  {
    path: "summarize.enabled",
    standard: true,
    option: false,
    env: [name("COMPACTION_SUMMARIZE"), "0", false],
    garbage: "no",
    expected: "a boolean",
  },
  {
    path: "summarize.model",
    standard: undefined,
    option: "acme/small",
    garbage: "small",
    expected: "a model as `provider/model`",
  },
  {
    path: "summarize.timeout",
    standard: 60_000,
    option: 5_000,
    garbage: 60,
    expected: "a whole number of milliseconds from 1000",
  },
  {
    path: "summarize.ahead",
    standard: 0.85,
    option: 1,
    garbage: 0,
    expected: "a share above 0, up to 1",
  },
  {
    path: "summarize.payback",
    standard: 50,
    option: 10,
    garbage: 0,
    expected: "a whole number above 0",
  },
  {
    path: "dense",
    standard: "pressure",
    option: "always",
    garbage: "sometimes",
    expected: "one of pressure, always, off",
  },
  {
    path: "budget.trigger",
    standard: 0.96,
    option: 0.7,
    garbage: -1,
    expected: "a share up to 1, or at least 1000 tokens",
  },
  {
    path: "budget.target",
    standard: 0.6,
    option: 20_000,
    garbage: "0.6",
    expected: "a share up to 1, or at least 1000 tokens",
  },
  {
    path: "budget.reserveOutputTokens",
    standard: undefined,
    option: 4_000,
    env: [name("RESERVE_OUTPUT_TOKENS"), "6000", 6_000],
    garbage: 1.5,
    expected: "a whole number above 0",
  },
  {
    path: "budget.fallbackContext",
    standard: 32_000,
    option: 64_000,
    garbage: 0,
    expected: "a whole number above 0",
  },
  {
    path: "budget.models",
    standard: {},
    option: { "anthropic/*": { trigger: 0.7 } },
    garbage: { "anthropic/*": { trigger: "0.7" } },
    expected: "patterns with `trigger` or `target`, each a share or at least 1000 tokens",
  },
  {
    path: "tokens.charsPerToken",
    standard: undefined,
    option: 3.5,
    env: [name("TOKEN_CHARS_PER_TOKEN"), "4", 4],
    garbage: 0,
    expected: "a number from 1",
  },
  {
    path: "workflows.enabled",
    standard: true,
    option: false,
    garbage: "never",
    expected: "a boolean",
  },
  {
    path: "workflows.match",
    standard: [],
    option: ["multi-agent-*", "release"],
    garbage: "release",
    expected: "a list of texts",
  },
  {
    path: "workflows.words",
    standard: [
      "must",
      "never",
      "always",
      "before",
      "require",
      "requires",
      "required",
      "do not",
      "don't",
    ],
    option: ["muss", "niemals", "必须"],
    garbage: ["must", " "],
    expected: "a list of texts that are not blank",
  },
  {
    path: "workflows.maxTokens",
    standard: 1_200,
    option: 600,
    garbage: 299,
    expected: "a whole number of tokens from 300",
  },
  ...dispatchOptionRows,
  {
    path: "compactionContext",
    standard: [],
    option: ["Name the branch."],
    garbage: "Name the branch.",
    expected: "a list of texts",
  },
  {
    path: "compactionPromptOverride",
    standard: undefined,
    option: "Write a haiku.",
    garbage: "",
    expected: "a string",
  },
  { path: "protect.steps", standard: 4, option: 8, garbage: 0, expected: "a whole number above 0" },
  {
    path: "protect.share",
    standard: 0.5,
    option: 0.25,
    garbage: 2,
    expected: "a share above 0, up to 1",
  },
  {
    path: "protect.userTokens",
    standard: 2_000,
    option: 500,
    garbage: "many",
    expected: "a whole number above 0",
  },
  {
    path: "protect.tools",
    standard: ["skill", "task", "todowrite", "question", "workflow"],
    option: ["skill"],
    garbage: "skill",
    expected: "a list of texts",
  },
  {
    path: "protect.files",
    standard: [],
    option: ["docs/*"],
    garbage: [7],
    expected: "a list of texts",
  },
]
