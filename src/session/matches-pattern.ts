/**
 * Matches a name against a pattern in which `*` stands for any text. Each piece is taken where it
 * stands first: an expression would try all places of all pieces together.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const [first = "", ...pieces] = pattern.toLowerCase().split("*")
  const text = name.toLowerCase()
  const last = pieces.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const piece of pieces) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return at + last.length <= text.length
}
