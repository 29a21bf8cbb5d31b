/** How far a prompt had to be compacted, mildest first. */
export const DISPATCH_STAGES = [
  "none",
  "stage_a_prune",
  "stage_b_prompt",
  "stage_c_fallback",
  "stage_c_llm",
] as const

export type DispatchStage = (typeof DISPATCH_STAGES)[number]
