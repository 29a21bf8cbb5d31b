import type { Level, Piece } from "./piece.ts"

export interface ChooseLevelsInput {
  readonly pieces: readonly Piece[]
  /** Counted tokens that have to go. */
  readonly excess: number
  /** Counted tokens that may go beyond, where they are worth next to nothing. */
  readonly spare: number
  /** Most that a token saved may cost. */
  readonly maxPrice: number
}

/**
 * Up to this price detail goes even where the target is reached without: the prefix is rewritten
 * anyway, and what is worth so little only brings the next batch nearer.
 */
const CHEAP = 0.008

/** At this price a token is better saved by folding the oldest steps. */
export const FOLD_PRICE = 0.02

interface StepDown {
  readonly piece: Piece
  readonly level: Level
  readonly saving: number
  /** Worth lost per token saved. */
  readonly price: number
}

/** The cheapest steps down that together save the excess. */
export function chooseLevels({
  pieces,
  excess,
  spare,
  maxPrice,
}: ChooseLevelsInput): ReadonlyMap<Piece, Level> {
  const steps = pieces.flatMap(stepsDown).toSorted((a, b) => a.price - b.price)
  const chosen = new Map<Piece, Level>()
  let left = excess
  for (const { piece, level, saving, price } of steps) {
    if (left <= -spare || price > (left > 0 ? maxPrice : CHEAP)) break
    chosen.set(piece, level)
    left -= saving
  }
  return chosen
}

/**
 * A piece of t tokens has the value worth × √t: twice the text is not twice as likely to be needed.
 * Going from t to s tokens then costs worth × (√t − √s) ÷ (t − s) = worth ÷ (√t + √s) a token, which
 * rises from level to level.
 */
function stepsDown(piece: Piece): readonly StepDown[] {
  let from = piece.size
  return piece.levels.flatMap((level): StepDown[] => {
    const saving = from - level.tokens
    if (saving <= 0) return []
    const price = piece.worth / (Math.sqrt(from) + Math.sqrt(level.tokens))
    from = level.tokens
    return [{ piece, level, saving, price }]
  })
}
