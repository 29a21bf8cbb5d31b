/** The same counter, for which no text is counted twice. */
export function countOnce(count: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>()
  return (text) => {
    const counted = known.get(text) ?? count(text)
    known.set(text, counted)
    return counted
  }
}
