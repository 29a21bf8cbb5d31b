import type { Config, Hooks } from "@opencode-ai/plugin"
import { asRecord } from "../session/is-record.ts"
import { SUMMARIZER_SYSTEM } from "../session/texts.ts"

/** The hidden agent of Stage C, as the host names it. */
export const SUMMARIZER_AGENT = "staged-compaction-summarizer"

/** A page of summary, and what a model that reasons needs before it. */
const MAX_OUTPUT = 8_000

/**
 * Registers the agent. Only as a primary agent is it out of the sight of the `task` tool, and only
 * permissions take its tools away.
 */
export function registerSummarizer(config: Config): void {
  const agent = {
    description: "Writes summaries for the context compaction",
    mode: "primary",
    hidden: true,
    prompt: SUMMARIZER_SYSTEM,
    permission: { "*": "deny" },
  }
  // The v1 types know neither hidden agents nor a permission for every tool.
  Object.assign(config, { agent: { ...config.agent, [SUMMARIZER_AGENT]: agent } })
}

/** Nothing of the project's instructions and environment belongs into a summary. */
export function stripSystem(system: string[]): void {
  system.splice(0, system.length, SUMMARIZER_SYSTEM)
}

type ParamsOutput = Parameters<NonNullable<Hooks["chat.params"]>>[1]

/** A summary needs little thought, whatever effort the user chose for the work. */
export function setSummarizerParams(output: ParamsOutput): void {
  if (output.maxOutputTokens !== undefined)
    output.maxOutputTokens = Math.min(output.maxOutputTokens, MAX_OUTPUT)
  const {
    thinking: _thinking,
    thinkingConfig: _thinkingConfig,
    reasoningConfig: _reasoningConfig,
    ...options
  } = output.options
  // Each provider's library has a name of its own for it.
  if ("reasoningEffort" in options) options["reasoningEffort"] = "low"
  if ("effort" in options) options["effort"] = "low"
  if ("reasoning" in options)
    options["reasoning"] = { ...asRecord(options["reasoning"]), effort: "low" }
  output.options = options
}
