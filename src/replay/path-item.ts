import { relativePath } from "../session/call.ts"
import { isWindowsFolder, windowsPath } from "../session/windows-path.ts"
import type { LiteralItem } from "./literal-item.ts"

/** Of a path elsewhere, what has to be found: the folders above are the same for many files. */
const COMPONENTS_ELSEWHERE = 2

/** A path as both its absolute and its relative mentions hold it: below the session's folder. */
export function pathItem(path: string, directory: string): readonly LiteralItem[] {
  const anySlash = isWindowsFolder(directory)
  const plain = anySlash ? path : path.replace(/^file:\/\//, "")
  const below = relativePath(plain, directory)
    .replace(/^\.\//, "")
    .replace(/(?<!\/)\/+$/, "")
  // The folder itself, and what every machine has, need not be remembered.
  if (below === "" || below === directory || below.startsWith("/dev/")) return []
  if (anySlash && below === windowsPath(directory, directory)) return []
  const isElsewhere = /^(?:\/|~|[A-Za-z]:\/)/.test(below)
  const components = below.split("/").slice(isElsewhere ? -COMPONENTS_ELSEWHERE : 0)
  return [{ kind: "path", text: components.join("/"), ...(anySlash && { anySlash }) }]
}
