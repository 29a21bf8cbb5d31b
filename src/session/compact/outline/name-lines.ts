import type { OutputKind } from "../output-kind.ts"
import { isForeignFrame } from "./error-place.ts"

/** The lines whose names are worth looking at. */
export function nameLines(kind: OutputKind, lines: readonly string[]): readonly string[] {
  switch (kind) {
    case "shell":
      return lines.filter((line) => !isForeignFrame(line))
    case "diff":
      return [
        ...lines.filter((line) => CHANGED.test(line)),
        ...lines.filter((line) => !CHANGED.test(line) && !DIFF_HEADER.test(line)),
      ]
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

/** What a file takes from others is declared, and better found, elsewhere. */
const IMPORT = /^(?:import|\} from|from|use|using|#include)\b|^(?:const|let|var) .{1,80}require\(/
const CHANGED = /^[+-](?![+-]{2} )/
const DIFF_HEADER = /^(?:diff --git |index |--- |\+\+\+ |Index: )/
const CHECKSUM = /^\s{0,40}"(?:integrity|resolved|sha\d{0,3}|hash|checksum)": "/
