import fs from "node:fs"
import type { PluginInput, PluginModule } from "@opencode-ai/plugin"
import { shapeOf } from "./shape.ts"

/** What a host and a plugin say to each other, one line each, in lanes that keep their order. */
export interface ContractLine {
  /** `hook`, `call` or `event`, and the session it is about; what runs beside others is apart. */
  readonly lane: string
  readonly what: string
  readonly shape: unknown
}

/** Nobody waits for these calls, or a title asks at the same time: their order among others is chance. */
const unordered = new Set(["tui.showToast", "app.log", "session.get"])

/** Events that the plugin, or its user's eyes, go by. */
const events = new Set([
  "session.created",
  "session.deleted",
  "session.compacted",
  "session.error",
  "session.idle",
  "session.status",
  "message.updated",
  "message.removed",
  "message.part.updated",
  "message.part.removed",
  "todo.updated",
  "command.executed",
])

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null

const field = (value: unknown, ...names: readonly string[]): unknown => {
  let found = value
  for (const name of names) found = isRecord(found) ? found[name] : undefined
  return found
}

const sessionIn = (value: unknown): string => {
  const candidates = [
    field(value, "sessionID"),
    field(value, "messages", "0", "info", "sessionID"),
    field(value, "path", "id"),
    field(value, "path", "sessionID"),
    field(value, "info", "sessionID"),
    field(value, "info", "id"),
    field(value, "part", "sessionID"),
    field(value, "body", "parentID"),
  ]
  return candidates.find((one) => typeof one === "string") ?? "none"
}

const isTitle = (input: unknown, output: unknown): boolean =>
  field(input, "agent") === "title" ||
  /title generator/i.test(JSON.stringify(field(output, "system", "0")) ?? "")

type Write = (line: ContractLine) => void

type Hook = (...args: readonly unknown[]) => unknown

const isHook = (value: unknown): value is Hook => typeof value === "function"

const recordHook =
  (name: string, hook: Hook, write: Write): Hook =>
  async (...args) => {
    const [input, output] = args
    const session = sessionIn(isRecord(input) && "sessionID" in input ? input : output)
    const lane =
      name === "tool.definition"
        ? "definitions"
        : isTitle(input, output)
          ? `title ${session}`
          : `hook ${session}`
    write({ lane, what: name, shape: shapeOf(args) })
    return hook(...args)
  }

const recordEvent =
  (hook: Hook, write: Write): Hook =>
  async (input) => {
    const type = field(input, "event", "type")
    const properties = field(input, "event", "properties")
    const session = sessionIn(properties)
    // A tool tells it beside what happens to its part.
    const lane = type === "todo.updated" ? `todos ${session}` : `event ${session}`
    if (typeof type === "string" && events.has(type))
      write({ lane, what: type, shape: shapeOf(properties) })
    return hook(input)
  }

/** Some calls are made while the host goes on: how long a list is by then is chance. */
const answerShape = (data: unknown): unknown =>
  Array.isArray(data) ? [shapeOf(data[0])] : shapeOf(data)

/** The same client, whose calls and answers are written down. */
const recordClient = (target: object, path: string, write: Write): object =>
  new Proxy(target, {
    get: (owner, name) => {
      const value: unknown = Reflect.get(owner, name)
      const full = path === "" ? String(name) : `${path}.${String(name)}`
      if (typeof value === "function")
        return async (...args: readonly unknown[]) => {
          const answer: unknown = await Reflect.apply(value, owner, args)
          const lane = unordered.has(full) ? "unordered" : `call ${sessionIn(args[0])}`
          const data = field(answer, "data")
          write({ lane, what: full, shape: [shapeOf(args), answerShape(data)] })
          return answer
        }
      return isRecord(value) ? recordClient(value, full, write) : value
    },
  })

const isClient = (value: object): value is PluginInput["client"] => "session" in value

const listened = ["tool.definition", "chat.headers", "shell.env"]

/** A plugin that does what another does, and writes down all that it is told, asks and hears. */
export const recordPlugin = (plugin: PluginModule, file: string): PluginModule & { id: string } => {
  const write: Write = (line) => fs.appendFileSync(file, `${JSON.stringify(line)}\n`)
  return {
    id: "contract-recorder",
    server: async (input, options) => {
      const client = recordClient(input.client, "", write)
      if (!isClient(client)) throw new Error("The host's client is not what it was")
      const hooks: Record<string, unknown> = {
        ...(await plugin.server({ ...input, client }, options)),
      }
      const recorded: Record<string, unknown> = {}
      for (const name of listened) recorded[name] = recordHook(name, () => {}, write)
      for (const [name, hook] of Object.entries(hooks))
        recorded[name] = !isHook(hook)
          ? hook
          : name === "event"
            ? recordEvent(hook, write)
            : recordHook(name, hook, write)
      return recorded
    },
  }
}
