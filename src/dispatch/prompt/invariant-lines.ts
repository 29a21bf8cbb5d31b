import { isConstraintLine } from "../../session/compact/telling-lines.ts"

/** Git names to work on; a line of a history such as `commit 1a2b3c…` is none. */
const BRANCH =
  /\bbranch(?:es)?[`"']?(?: name)?\s*[:=]\s*\S|\b(?:on|to|from|off|into|onto|in|against)(?: the| a)?(?: new)?(?: git)? branch\b|\bbranch (?:named|called|off|from)\b|\bbranch [`"']| branch\b(?<=(?<![\w/])[\w.-]{1,80}\/[\w./-]{1,120}[`"']? branch)|\b(?:main|master|develop|trunk)[`"']? branch\b|\bwork ?trees?\b|\bgit (?:checkout|switch|rebase|merge|push|cherry-pick|reset|commit|stash)\b|\b(?:(?:on|at|from|onto|off|of|to|revert|check ?out|cherry-pick)(?: the)? commit|(?:base|target) commit|commit[:=])[:=]? *[`"']?[0-9a-f]{7,40}\b/i

/** How the answer has to look. */
const CONTRACT =
  /\b(?:BEGIN|END)_DISPATCH_RESULT\b|\b(?:return|respond|reply|answer|output|emit|print|produce|valid|strict|formatted)\b[^\n]{0,40}\bJSON\b|\bJSON (?:object|block|format|schema|only)\b|\b(?:output|result|response|return|answer|reply|dispatch)[ _-](?:contract|format|schema|block)\b/i

/** What a review asks for. */
const REVIEW =
  /\bneeds[_ -]changes\b|\brequired[_ -]fix(?:es)?\b|\bacceptance[_ -]criteri(?:a|on)\b/i

/**
 * Whether a line has to reach the sub-agent as it is: it binds, or the work would go on at the wrong
 * place or end in an answer that nobody can read without it.
 */
export const isInvariantLine = (line: string): boolean =>
  isConstraintLine(line) || BRANCH.test(line) || CONTRACT.test(line) || REVIEW.test(line)

const BINDING_HEADING =
  /acceptance (?:criteria|criterion|signals|tests)|required fixes|constraints|definition of done|akzeptanzkriterien|criterios de aceptación|critères d['’]acceptation|验收标准|受け入れ基準/i

/** Whether every item of the list under this heading binds. */
export const isBindingHeading = (heading: string): boolean => BINDING_HEADING.test(heading)

export const isListItem = (line: string): boolean => /^\s*(?:[-*+]|\d{1,3}[.)])\s+\S/.test(line)
