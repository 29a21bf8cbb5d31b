/** What an address holds itself. */
export interface UrlData {
  /** Bytes, by the length of their text. */
  readonly size: number
  /** The bytes, a character each, or the first of them; empty where they are damaged. */
  readonly bytes: (characters?: number) => string
}

/** Characters before the data: types with their parameters are far shorter. */
const LONGEST_TYPE = 1_000

/** Reads a `data:` address; undefined where what it names stands elsewhere. */
export function dataIn(url: string): UrlData | undefined {
  const [start, type] = /^data:([^,]*),/i.exec(url.slice(0, LONGEST_TYPE)) ?? []
  if (start === undefined || type === undefined) return undefined
  const text = url.slice(start.length)
  if (/;\s*base64\s*$/i.test(type))
    return {
      size: Math.floor((text.length * 3) / 4),
      bytes: (characters = text.length) => orEmpty(() => atob(text.slice(0, characters))),
    }
  return {
    size: text.length,
    // In such an address a byte that is no letter is written as two digits.
    bytes: (characters = text.length) =>
      text
        .slice(0, characters)
        .replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
          String.fromCharCode(Number.parseInt(digits, 16)),
        ),
  }
}

/** The text that bytes spell. */
export const textOf = (bytes: string): string =>
  new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))

function orEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ""
  }
}
