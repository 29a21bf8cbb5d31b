import { headOf } from "../session/cut-text.ts"

const PLACEHOLDER = /\$(?:ARGUMENTS|(\d+))/g
const WORD = /\[Image\s+\d+\]|"[^"]*"|'[^']*'|[^\s"']+/gi

/** Characters that arguments may add to a piece: one that names them again and again would never end. */
const MOST_ADDED = 50_000

/**
 * Puts what was typed behind a command's name into pieces of its text, as the host does with all of
 * it: `$ARGUMENTS` is everything, `$1` the first word, and the last of these takes the rest.
 */
export function argumentsExpander(
  text: string,
  typed: string,
  most = MOST_ADDED,
): (piece: string) => string {
  const words = (typed.match(WORD) ?? []).map((word) => word.replace(/^["']|["']$/g, ""))
  const last = [...text.matchAll(PLACEHOLDER)].reduce(
    (highest, [, place]) => Math.max(highest, Number(place ?? 0)),
    0,
  )
  const rest = words.slice(Math.max(0, last - 1)).join(" ")
  return (piece) => {
    let left = most
    return piece.replace(PLACEHOLDER, (_, place: string | undefined) => {
      const value =
        place === undefined
          ? typed
          : Number(place) === last
            ? rest
            : (words[Number(place) - 1] ?? "")
      const added = headOf(value, left)
      left -= added.length
      return added
    })
  }
}
