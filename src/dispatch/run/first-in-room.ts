/** As many of the first texts as have room together; always the first, so each has to be bounded itself. */
export function firstInRoom(
  texts: readonly string[],
  { most, room }: { readonly most: number; readonly room: number },
): readonly string[] {
  let used = 0
  const end = texts.findIndex((text, index) => {
    used += roomOf(text)
    return index >= most || (index > 0 && used > room)
  })
  return end < 0 ? texts : texts.slice(0, end)
}

/** Characters of English that cost as many tokens: digits cost twice that, other scripts up to four times. */
const roomOf = (text: string): number =>
  text.length + matches(text, /[0-9]/g) + 3 * matches(text, /[^ -~]/g)

const matches = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
