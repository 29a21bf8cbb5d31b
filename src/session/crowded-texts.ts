/** What is told where something else than the messages leaves no room for them. */

/** Thrown as `OVERFLOW_TERMINAL` is, so without figures, where no shorter message would help. */
export const OVERFLOW_CROWDED =
  "dispatch_prompt_overflow_terminal: instructions and tools leave too little of the model's context window, and the request was not sent. " +
  "A shorter message does not help. Shorten AGENTS.md, other instructions or the agent's prompt, turn off MCP servers, skills or plugins, " +
  "or switch to a model with a larger window."

export const crowdedToast = (numbers: {
  readonly system: number
  readonly tools: number
  readonly limit: number
}): string =>
  `Request refused before sending: instructions have about ${numbers.system} tokens and tools about ${numbers.tools}, the limit is ${numbers.limit}. ` +
  "Shorten AGENTS.md, other instructions or the agent's prompt, turn off MCP servers, skills or plugins, or choose a model with a larger window."

/** A run was stopped, and the host keeps most of the window free for answers. */
export const overReservedToast = (setting: "limit.output" | "compaction.reserved"): string =>
  "OpenCode compacted this session again without making room, so the run was stopped. " +
  `It keeps more of the window free for answers than is left for prompts: lower ${setting} in its configuration.`

/** Where little was asked and little was counted: what no count sees is too large. */
export const refusedUnseenToast = (numbers: { readonly forecast: number }): string =>
  `The provider refused this request for its size again, though only about ${numbers.forecast} tokens were counted. ` +
  "Tools of MCP servers are counted with the first answer only: turn some off, shorten instructions, or choose a model with a larger window."
