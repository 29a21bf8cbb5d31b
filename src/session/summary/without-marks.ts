import { FACTS_HEADING, PLACEHOLDER_PATTERN, SUMMARY_END } from "../texts.ts"

const FACTS_SECTION = new RegExp(`^#+ ${FACTS_HEADING}\\n(?:(?!#+ ).*(?:\\n|$))*`, "gm")
const PLACEHOLDERS = new RegExp(PLACEHOLDER_PATTERN, "g")

/**
 * A summary without what code puts around it: handles lead elsewhere in another place, and facts
 * that were true then are collected anew.
 */
export const withoutMarks = (summary: string): string =>
  summary
    .replaceAll(SUMMARY_END, "")
    .replaceAll(FACTS_SECTION, "")
    .replaceAll(PLACEHOLDERS, "")
    .trim()
