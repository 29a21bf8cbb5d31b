/** Matches a name against a pattern in which `*` stands for any text. */
export function matchesPattern(pattern: string, name: string): boolean {
  const pieces = pattern.split("*").map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(`^${pieces.join(".*")}$`, "i").test(name)
}
