/** A cut is looked for in the last part of a piece of this share. */
const SEARCHED_SHARE = 0.6

/** Pieces of at most so many characters that together are the line, cut at sentences or words where it has them. */
export function divideLine(line: string, characters: number): readonly string[] {
  const pieces: string[] = []
  let start = 0
  while (line.length - start > characters) {
    const end = start + cutOf(line.slice(start, start + characters))
    pieces.push(line.slice(start, end))
    start = end
  }
  return start < line.length ? [...pieces, line.slice(start)] : pieces
}

/** The sentences of a line, which together are the line. */
export const sentencesOf = (line: string): readonly string[] =>
  line.split(/(?<=[.!?]\s)|(?<=[。！？])/)

function cutOf(window: string): number {
  const least = Math.floor(window.length * (1 - SEARCHED_SHARE))
  const sentence = Math.max(
    ...[". ", "! ", "? ", "; "].map((end) => window.lastIndexOf(end) + end.length),
    ...["。", "！", "？"].map((end) => window.lastIndexOf(end) + end.length),
  )
  if (sentence > least) return sentence
  const word = window.lastIndexOf(" ") + 1
  if (word > least) return word
  // No character outside the basic plane is cut in two.
  return /[\uD800-\uDBFF]$/.test(window) && window.length > 1 ? window.length - 1 : window.length
}
