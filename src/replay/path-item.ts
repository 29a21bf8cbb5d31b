import { relativePath } from "../session/call.ts"
import type { LiteralItem } from "./literal-item.ts"

/** Of a path elsewhere, what has to be found: the folders above are the same for many files. */
const COMPONENTS_ELSEWHERE = 2

/** A path as both its absolute and its relative mentions hold it: below the session's folder. */
export function pathItem(path: string, directory: string): readonly LiteralItem[] {
  const plain = path.replace(/^file:\/\//, "")
  const below = relativePath(plain, directory)
    .replace(/^\.\//, "")
    .replace(/(?<!\/)\/+$/, "")
  // The folder itself, and what every machine has, need not be remembered.
  if (below === "" || below === directory || below.startsWith("/dev/")) return []
  const isElsewhere = below.startsWith("/") || below.startsWith("~")
  const components = below.split("/").slice(isElsewhere ? -COMPONENTS_ELSEWHERE : 0)
  return [{ kind: "path", text: components.join("/") }]
}
