import type { OptionRow } from "./option-rows.ts"

const name = (suffix: string): string => `SPEC_CONTEXT_DISPATCH_${suffix}`

/** Options of dispatches and of what comes back of them, in the order of the schema. */
export const dispatchOptionRows: readonly OptionRow[] = [
  ...(["implementer", "reviewer"] as const).flatMap((role): OptionRow[] => [
    {
      path: `dispatch.roles.${role}.agents`,
      standard: [],
      option: ["coder"],
      garbage: "coder",
      expected: "a list of texts",
    },
    {
      path: `dispatch.roles.${role}.maxInputTokens`,
      standard: undefined,
      option: 4_800,
      env: [name(`MAX_INPUT_TOKENS_${role.toUpperCase()}`), "4000", 4_000],
      garbage: -1,
      expected: "a whole number above 0",
    },
    {
      path: `dispatch.roles.${role}.guide`,
      standard: undefined,
      option: "Work in small steps.",
      garbage: "",
      expected: "a string",
    },
  ]),
  {
    path: "dispatch.maxOutputTokens",
    standard: 1_200,
    option: 800,
    garbage: 0,
    expected: "a whole number above 0",
  },
  {
    path: "dispatch.contract",
    standard: true,
    option: false,
    garbage: "no",
    expected: "a boolean",
  },
  {
    path: "dispatch.stalledThreshold",
    standard: 2,
    option: 3,
    env: [name("STALLED_THRESHOLD"), "4", 4],
    garbage: 1.5,
    expected: "a whole number above 0",
  },
  {
    path: "dispatch.reviewLoopThreshold",
    standard: 2,
    option: 3,
    env: [name("REVIEW_LOOP_THRESHOLD"), "4", 4],
    garbage: "often",
    expected: "a whole number above 0",
  },
  {
    path: "results.offloadChars",
    standard: undefined,
    option: 10_000,
    env: ["SPEC_CONTEXT_TOOL_RESULT_OFFLOAD_CHARS", "20000", 20_000],
    garbage: 0,
    expected: "a whole number above 0",
  },
  {
    path: "results.previewChars",
    standard: 1_200,
    option: 600,
    env: ["SPEC_CONTEXT_TOOL_RESULT_PREVIEW_CHARS", "300", 300],
    garbage: 0,
    expected: "a whole number above 0",
  },
  {
    path: "results.previewLines",
    standard: 10,
    option: 5,
    env: ["SPEC_CONTEXT_TOOL_RESULT_PREVIEW_LINES", "3", 3],
    garbage: 0,
    expected: "a whole number above 0",
  },
  {
    path: "results.ttlMinutes",
    standard: 10_080,
    option: 60,
    env: ["SPEC_CONTEXT_TOOL_RESULT_TTL_MINUTES", "30", 30],
    garbage: 0,
    expected: "a whole number above 0",
  },
]
