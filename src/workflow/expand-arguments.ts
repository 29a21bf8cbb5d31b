const PLACEHOLDER = /\$(?:ARGUMENTS|(\d+))/g
const WORD = /\[Image\s+\d+\]|"[^"]*"|'[^']*'|[^\s"']+/gi

/**
 * Puts what was typed behind a command's name into pieces of its text, as the host does with all of
 * it: `$ARGUMENTS` is everything, `$1` the first word, and the last of these takes the rest.
 */
export function argumentsExpander(text: string, typed: string): (piece: string) => string {
  const words = (typed.match(WORD) ?? []).map((word) => word.replace(/^["']|["']$/g, ""))
  const places = [...text.matchAll(PLACEHOLDER)].map(([, place]) => Number(place ?? 0))
  const last = Math.max(0, ...places)
  return (piece) =>
    piece.replace(PLACEHOLDER, (_, place: string | undefined) => {
      if (place === undefined) return typed
      const at = Number(place)
      return words.slice(Math.max(0, at - 1), at === last ? undefined : at).join(" ")
    })
}
