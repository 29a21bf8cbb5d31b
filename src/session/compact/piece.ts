import type { PartTarget, ReasonCode, Replacement } from "../edit.ts"

/** Something old, and the levels of detail it can be brought down to. */
export interface Piece {
  readonly target: PartTarget
  /** Slot key of the target. */
  readonly key: string
  /** Index of its message. */
  readonly index: number
  /** Counted tokens as it stands. */
  readonly size: number
  /** How likely it is needed again, relative to a file just read. */
  readonly worth: number
  /** From more detail to less. */
  readonly levels: readonly Level[]
}

export interface Level {
  /** Counted tokens, at most. */
  readonly tokens: number
  readonly replace: (isKnown: IsKnown) => {
    readonly replacement: Replacement
    readonly reason: ReasonCode
  }
}

/** Tells whether a name stands elsewhere in the request, so that it need not be kept here. */
export type IsKnown = (name: string) => boolean

/** A smaller piece is not worth a placeholder, tokens. */
export const MIN_PIECE = 60
