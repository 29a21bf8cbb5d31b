import type { OutputKind } from "../output-kind.ts"
import { codeOutline } from "./code-outline.ts"
import { diffOutline } from "./diff-outline.ts"
import type { Entry } from "./entry.ts"
import { historyOutline } from "./history-outline.ts"
import { jsonOutline } from "./json-outline.ts"
import { pageOutline } from "./page-outline.ts"
import { searchOutline } from "./search-outline.ts"
import { shellOutline } from "./shell-outline.ts"

/** The lines of an output that say most about it, by kind of content. */
export function outline(kind: OutputKind, lines: readonly string[]): readonly Entry[] {
  switch (kind) {
    case "code":
      return codeOutline(lines)
    case "search":
      return searchOutline(lines)
    case "diff":
      return diffOutline(lines)
    case "history":
      return historyOutline(lines)
    case "json":
      return jsonOutline(lines)
    case "page":
      return pageOutline(lines)
    case "shell":
      return shellOutline(lines)
    case "listing":
    case "minified":
    case "binary":
      return []
  }
}
