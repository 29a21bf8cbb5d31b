/** Fields whose values belong to the contract; of all others only the kind of value does. */
const literal = new Set([
  "action",
  "agent",
  "command",
  "enabled",
  "finish",
  "mode",
  "name",
  "permission",
  "reason",
  "role",
  "status",
  "subagent_type",
  "summary",
  "synthetic",
  "tool",
  "toolID",
  "type",
])

/** Fields that hold whatever a provider, a tool or a user puts there. */
const open = new Set([
  "default",
  "providers",
  "responseHeaders",
  "parameters",
  "jsonSchema",
  "args",
  "input",
  "options",
  "env",
  "diff",
  "patch",
  "models",
])

/** What a value looks like: the names and kinds of its fields, and the values that count. */
export const shapeOf = (value: unknown, field = ""): unknown => {
  if (value === undefined || typeof value === "function") return undefined
  if (value === null) return "null"
  if (literal.has(field) && typeof value !== "object") return value
  if (open.has(field)) return "any"
  if (Array.isArray(value)) return uniqueShapes(value)
  if (typeof value !== "object") return typeof value
  // Of a session the host counts changes of files beside everything else.
  if (field === "summary") return undefined
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, shapeOf(inner, name)])
      .filter(([, shape]) => shape !== undefined),
  )
}

const uniqueShapes = (items: readonly unknown[]): unknown[] => {
  const shapes = items.map((item) => JSON.stringify(shapeOf(item)))
  // Neighbours alike are one: how many there are depends on what was said.
  return shapes
    .filter((shape, index) => shape !== shapes[index - 1])
    .map((shape) => (shape === undefined ? undefined : JSON.parse(shape)))
}
