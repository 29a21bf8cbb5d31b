const START = /<<-?\s*(['"]?)(\w+)\1/g
const FIRST_WORD = /(?<=\n)[ \t]*(\w+)/g

/** A command line without its here-documents; one that does not end stays. */
export function withoutHereDocuments(command: string): string {
  const ends = firstWords(command)
  const kept: string[] = []
  let at = 0
  for (const { 0: head, 2: word = "", index } of command.matchAll(START)) {
    if (index < at) continue
    const places = ends.get(word) ?? []
    while ((places.at(-1)?.from ?? Infinity) < index + head.length) places.pop()
    const end = places.at(-1)
    if (!end) continue
    kept.push(command.slice(at, index))
    at = end.until
  }
  return [...kept, command.slice(at)].join(" ")
}

interface Place {
  readonly from: number
  readonly until: number
}

/** Where lines begin with a word, the last first: a here-document ends at the next line with its own. */
function firstWords(command: string): ReadonlyMap<string, Place[]> {
  const places = new Map<string, Place[]>()
  for (const { 0: head, 1: word = "", index } of [...command.matchAll(FIRST_WORD)].toReversed()) {
    const known = places.get(word) ?? []
    known.push({ from: index, until: index + head.length })
    places.set(word, known)
  }
  return places
}
