const PLACEHOLDER = /\$(?:ARGUMENTS|(\d{1,2}))/g
const WORD = /"[^"]*"|'[^']*'|\S+/g

/**
 * A command's text with what was typed behind its name, as the host puts it in: `$ARGUMENTS` is all
 * of it, `$1` the first word, and the last of these takes the rest.
 */
export function expandArguments(text: string, typed: string): string {
  const words = typed.match(WORD) ?? []
  const last = Math.max(
    0,
    ...[...text.matchAll(PLACEHOLDER)].map(([, place]) => Number(place ?? 0)),
  )
  return text.replace(PLACEHOLDER, (_, place: string | undefined) => {
    const at = Number(place)
    if (place === undefined) return typed
    const taken = at === last ? words.slice(at - 1) : words.slice(at - 1, at)
    return taken.map((word) => word.replace(/^(["'])(.*)\1$/s, "$2")).join(" ")
  })
}
