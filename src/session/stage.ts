import type { Draft } from "./draft.ts"
import type { Meter } from "./meter.ts"
import type { RecentWindowSettings } from "./recent-window.ts"

/** What the options say to the stages. */
export interface StageSettings extends RecentWindowSettings {
  readonly dense: "pressure" | "always" | "off"
  /** Tools whose results stay whole. */
  readonly protectedTools: readonly string[]
  /** Path patterns of files whose reads stay whole. */
  readonly isProtectedFile: ((path: string) => boolean) | undefined
  /** Most tokens that stay of a user's text that is not the latest. */
  readonly userTokens: number
  /** The request has no tool to recall with: placeholders say something else than a handle. */
  readonly lacksRecall?: boolean | undefined
}

/** What a stage decides from; it appends edits and returns the draft with them, or the same draft. */
export interface StageInput {
  readonly draft: Draft
  readonly meter: Meter
  readonly settings: StageSettings
}

export type Stage = (input: StageInput) => Draft
