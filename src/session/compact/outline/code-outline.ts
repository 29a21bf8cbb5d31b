import { RANK, rankedLines } from "./entry.ts"
import type { Entry, Rank } from "./entry.ts"

/** Declarations of a source or configuration file: those at its left edge, then those inside. */
export const codeOutline = (lines: readonly string[]): readonly Entry[] =>
  rankedLines(lines, declarationRank)

/** A longer line is data or generated, not a declaration. */
const LONGEST_DECLARATION = 400

export function declarationRank(line: string): Rank | undefined {
  if (line.length > LONGEST_DECLARATION) return undefined
  const bare = line.trimStart()
  const isTop = bare.length === line.length
  if (!isTop) return DECLARED.test(bare) || MEMBER.test(bare) ? RANK.side : undefined
  if (FLOW.test(bare)) return undefined
  return DECLARED.test(bare) || TOP.some((form) => form.test(bare)) ? RANK.main : undefined
}

/** What may stand before a declaration, in the languages that have such words. */
const BEFORE =
  "(?:(?:export|default|declare|pub|pub\\([a-z: ]{1,40}\\)|public|private|protected|internal|static|abstract|async|final|sealed|override|virtual|inline|open|unsafe|const|extern|partial|data|local|readonly)\\s+(?!\\s)){0,6}"

/** A declaration that says what it is, at any depth. */
const DECLARED = new RegExp(
  `^${BEFORE}(?:class|interface|type|enum|function\\*?|def|fn|func|fun|sub|struct|trait|impl|mod|module|defmodule|defp|namespace|record|object|union|protocol|extension|macro_rules!|rpc|service|message|package)\\b[^=]{0,3}[\\w($<{'"\`#~:]`,
)

/** Control flow looks like calls and declarations. */
const FLOW =
  /^(?:if|else|elif|for|foreach|while|do|switch|case|default:|try|catch|finally|except|with|return|throw|await|yield|import|from|use|using|require|#include)\b|^(?:[})\]*]|\/[/*]|-- )/

const TOP: readonly RegExp[] = [
  // Arrow functions, and every exported value.
  /^export\s+(?:default\s+)?(?:(?:const|let|var)\s+)?[\w${[]/,
  /^(?:const|let|var)\s+[\w$]+(?![\w$])[^=]{0,120}=\s*(?:async\s*)?(?:\(|function\b|[\w$]+\s*=>)/,
  // Whatever opens a block at the left edge: selectors, functions of C, tests, messages.
  /^[^\s;=][^;]{0,300}\{$/,
  // Functions of C with the brace below, and of shells.
  /^[A-Za-z_][\w:<>,*&\s]{1,120}[\s*&][\w:~]{1,80}\([^;]{0,200}\)(?:\s*const)?$/,
  // Sections and keys of configuration files, targets of Make.
  /^\[{1,2}[\w."' :/@*-]{1,100}\]{1,2}$/,
  /^[A-Za-z_][\w.-]{0,60}:(?:\s|$)/,
  /^[A-Z][A-Z0-9_]{2,60}=/,
  // Headings; a single mark begins a comment in many languages.
  /^#{2,6}\s+\S/,
  /^(?:create|alter)\s+(?:or\s+replace\s+|unique\s+|temp\w*\s+|materialized\s+){0,3}(?:table|view|index|function|procedure|trigger|type|schema|policy|extension)\b/i,
]

/** Methods, tests and blocks of keys, which stand inside something. */
const MEMBER = new RegExp(
  [
    `^${BEFORE}(?:get |set |\\*)?#?[A-Za-z_$][\\w$]{0,60}(?:<[^>]{1,60}>)?(?=(?<call>\\([^;]{0,300}\\)))\\k<call>[^;=]{0,100}\\{$`,
    "^(?:public|private|protected|internal)\\s[^;=]{1,200}\\(",
    "^(?:describe|it|test|context)(?:\\.\\w{1,20})?\\(",
    '^"[^"]{1,80}":\\s*[{[]$',
  ]
    .map((form) => `(?!(?:if|for|while|switch|catch|with|return|function|else)\\b)(?:${form})`)
    .join("|"),
)
