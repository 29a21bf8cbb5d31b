import { headOf } from "../session/cut-text.ts"

/** Bytes: encoding pairs of them is quadratic in one long run of a kind; longer runs are counted in windows. */
const LONGEST_RUN = 512
const WINDOW = 256
/** Longer pieces are cut between two runs, so that no single one fills the cache. */
const LONGEST_PIECE = 100_000

/** A text in pieces that the tokenizer is done with soon; a text without long runs is one. */
export function tokenPieces(text: string): readonly string[] {
  if (!isLong(text)) return [text]
  const pieces: string[] = []
  let pieceStart = 0
  let runStart = 0
  let runKind = -1
  const closeRun = (end: number): void => {
    if ((end - runStart) * WIDEST <= LONGEST_RUN) return
    const run = text.slice(runStart, end)
    if (!isLong(run)) return
    pieces.push(text.slice(pieceStart, runStart), ...windowsOf(run))
    pieceStart = end
  }
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const kind = kindOf(code, text, index)
    const isBreak = code === 10 || code === 13
    if (kind === runKind || (kind === MARK && (runKind === LETTER || runKind === OTHER))) continue
    if (isBreak ? runKind === OTHER || runKind === TAIL : runKind === TAIL && code === SLASH) {
      runKind = TAIL
      continue
    }
    closeRun(index)
    if (index - pieceStart > LONGEST_PIECE) {
      pieces.push(text.slice(pieceStart, index))
      pieceStart = index
    }
    runStart = index
    runKind = kind
  }
  closeRun(text.length)
  pieces.push(text.slice(pieceStart))
  return pieces
}

/** Bytes that a character of a string has at most. */
const WIDEST = 3

const isLong = (text: string): boolean =>
  text.length * WIDEST > LONGEST_RUN && Buffer.byteLength(text) > LONGEST_RUN

function windowsOf(run: string): readonly string[] {
  const most = Math.floor(WINDOW / Math.ceil(Buffer.byteLength(run) / run.length))
  const windows: string[] = []
  let at = 0
  while (run.length - at > most) {
    const window = headOf(run.slice(at, at + most), most)
    windows.push(window)
    at += window.length
  }
  return [...windows, run.slice(at)]
}

/**
 * The classes of the tokenizer's own pattern, so that nothing which it takes as one is cut finer
 * than its runs: marks belong to letters and to others, breaks and slashes to others before them.
 */
const [SPACE, DIGIT, LETTER, OTHER, MARK, TAIL] = [0, 1, 2, 3, 4, 5]
const SLASH = 47

function kindOf(code: number, text: string, index: number): number {
  if (code === 32 || (code >= 9 && code <= 13)) return SPACE
  if (code >= 48 && code <= 57) return DIGIT
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return LETTER
  if (code < 128) return OTHER
  if (code < 0xd8_00 || code > 0xdf_ff) return (kinds[code] ??= kindOfCharacter(text.charAt(index)))
  // The second half of a character is what its first half was.
  const isSecond = code >= 0xdc_00 && index > 0
  const character = text.codePointAt(isSecond ? index - 1 : index) ?? code
  return kindOfCharacter(String.fromCodePoint(character > 0xff_ff ? character : code))
}

/** Of characters that were met, outside of ASCII. */
const kinds: number[] = []

function kindOfCharacter(character: string): number {
  if (/\p{L}/u.test(character)) return LETTER
  if (/\p{M}/u.test(character)) return MARK
  if (/\p{N}/u.test(character)) return DIGIT
  return /\s/.test(character) ? SPACE : OTHER
}
