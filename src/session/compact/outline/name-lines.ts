import type { OutputKind } from "../output-kind.ts"
import { diffLines } from "./diff-lines.ts"
import type { DiffLine } from "./diff-lines.ts"
import { isForeignFrame } from "./error-place.ts"

/** The lines whose names are worth looking at. */
export function nameLines(kind: OutputKind, lines: readonly string[]): readonly string[] {
  switch (kind) {
    case "shell":
      return lines.filter((line) => !isForeignFrame(line))
    case "diff":
      return changedFirst(lines)
    case "json":
      return lines.filter((line) => !CHECKSUM.test(line))
    case "code":
      return lines.filter((line) => !IMPORT.test(line))
    case "history":
    case "listing":
    case "minified":
    case "page":
    case "search":
    case "binary":
      return lines
  }
}

/** What was changed says more than what stands around it. */
function changedFirst(lines: readonly string[]): readonly string[] {
  const kinds = diffLines(lines)
  const ofKind = (...wanted: readonly DiffLine[]): readonly string[] =>
    lines.filter((_, index) => wanted.some((kind) => kind === kinds[index]))
  return [...ofKind("added", "removed"), ...ofKind("same", "hunk", "other")]
}

/** What a file takes from others is declared, and better found, elsewhere. */
const IMPORT = /^(?:import|\} from|from|use|using|#include)\b|^(?:const|let|var) .{1,80}require\(/
const CHECKSUM = /^\s{0,40}"(?:integrity|resolved|sha\d{0,3}|hash|checksum)": "/
