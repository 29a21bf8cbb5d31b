const UNIT = "(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?)"

/** Words of a rate, wherever they stand: per minute, TPM, hourly. */
const RATE = [
  String.raw`(?<![a-z])(?:minutely|hourly|daily|weekly|monthly)(?![a-z])`,
  String.raw`(?<![a-z])per[ _-]?(?:\d{1,4} ?)?${UNIT}(?![a-z])`,
  String.raw`(?<![a-z])(?:per|every|each|within|over)[ _-](?:an? )?(?:\d{1,4} ?)?[smhd](?![a-z])`,
  String.raw`(?:^|[\d)]|t|tok|tokens?|requests?) ?[\/·] ?(?:\d{1,4} ?)?(?:${UNIT}|[smhd])(?![a-z])`,
  String.raw`(?<![a-z])(?:[io]?t|r|q)p[smhdw](?![a-z])`,
  "每(?:秒|分|小?时|天|日)",
]

/** Words of a time, which near a number make it an amount for that: in the last 60 seconds, today. */
const TIME = [
  // A second and a min may be something else, and so may 1M.
  String.raw`(?<![a-z])(?:minutes?|hours?|days?|weeks?|months?|today)(?![a-z])`,
  String.raw`(?<![a-z])(?:an?|one|each|every|any|last|past|\d{1,4}) ?-?(?:\d{1,4} ?-?)?${UNIT}(?![a-z])`,
  // How long a request took says nothing of rates.
  String.raw`(?<![a-z\d]|took )\d{1,4}[sh](?![a-z\d])`,
]

const RATE_WORDS = new RegExp(RATE.join("|"), "i")
const TIME_WORDS = new RegExp([...RATE, ...TIME].join("|"), "i")
const RATE_LIMIT =
  /rate[ _-]?limit|throttl|too many requests|please wait(?! for an?\b)|try again (?:later|in (?:\d|a (?:few|moment|minute)))/i
/** Where a rate is the matter, and not only named. */
const RATE_EXCEEDED =
  /throttl|too many requests|rate[ _-]?limited|rate[ _-]?limits?(?: \w{1,20}){0,2}[ _-](?:reached|exceeded|hit)|(?:exceed|reach|hit)[^.;]{0,40}rate[ _-]?limit/i
const QUOTA =
  /(?<![a-z])(?:quotas?|billing|credits?|balance|budget(?!_tokens)|usage limit|allowance|free tier)(?![a-z])/i

/** Of a rate, or of any other time. */
export const speaksOfTime = (text: string): boolean => TIME_WORDS.test(text)
export const speaksOfRate = (text: string): boolean =>
  RATE_WORDS.test(text) || RATE_LIMIT.test(text)
export const speaksOfQuota = (text: string): boolean => QUOTA.test(text)
export const isForRate = (text: string): boolean =>
  TIME_WORDS.test(text) || RATE_EXCEEDED.test(text)

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
    .replace(/^[\s()\]"'`*-]{1,4}/, "")
    .split(/[.;!?](?:\s|[A-Z])/)[0] ?? ""
