const UNIT = "(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?)"

/** Words that make a number an amount for a time: per minute, in the last 60 seconds, TPM, hourly. */
const FOR_A_TIME = new RegExp(
  [
    // A second and a min may be something else, and so may 1M.
    String.raw`(?<![a-z])(?:minutes?|hours?|days?|weeks?|months?|today|minutely|hourly|daily|weekly|monthly)(?![a-z])`,
    String.raw`(?<![a-z])per[ _-]?(?:\d{1,4} ?)?${UNIT}(?![a-z])`,
    String.raw`(?<![a-z])(?:per|every|within|over)[ _-](?:an? )?(?:\d{1,4} ?)?[smhd](?![a-z])`,
    String.raw`(?<![a-z])(?:an?|one|each|every|any|last|past|\d{1,4}) ?-?(?:\d{1,4} ?-?)?${UNIT}(?![a-z])`,
    String.raw`(?<![a-z\d])\d{1,4}[sh](?![a-z\d])`,
    String.raw`(?:^|[\d)]|t|tok|tokens?|requests?) ?[\/·] ?(?:\d{1,4} ?)?(?:${UNIT}|[smhd])(?![a-z])`,
    String.raw`(?<![a-z])(?:[io]?t|r|q)p[smhdw](?![a-z])`,
  ].join("|"),
  "i",
)

export const speaksOfTime = (text: string): boolean => FOR_A_TIME.test(text)

/** Characters on each side of a number in which its time is looked for, within the sentence. */
const NEAR = 80

/** What stands before a place in a text, back to where its sentence begins. */
export const sentenceBefore = (text: string, at: number): string =>
  text
    .slice(Math.max(0, at - NEAR), at)
    .split(/[.;!?]\s/)
    .at(-1) ?? ""

/** What stands behind a place in a text, up to where its sentence ends. */
export const sentenceBehind = (text: string, at: number): string =>
  text
    .slice(at, at + NEAR)
    .replace(/^[\s)\]"'`]{1,4}/, "")
    .split(/[.;!?](?:\s|[A-Z])/)[0] ?? ""
