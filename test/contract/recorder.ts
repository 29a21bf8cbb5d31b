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

/** Nobody waits for these calls: their order among others is chance. */
const unawaited = new Set(["tui.showToast", "app.log"])

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
  return String(candidates.find((one) => typeof one === "string") ?? "none")
}

const isTitle = (input: unknown, output: unknown): boolean =>
  field(input, "agent") === "title" ||
  /title generator/i.test(String(field(output, "system", "0") ?? ""))

type Write = (line: ContractLine) => void

const recordHook =
  (name: string, hook: (...args: readonly unknown[]) => unknown, write: Write) =>
  async (...args: readonly unknown[]): Promise<unknown> => {
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
  (hook: ((input: never) => unknown) | undefined, write: Write) =>
  async (input: { readonly event: { readonly type: string; readonly properties: unknown } }) => {
    const { type, properties } = input.event
    const session = sessionIn(properties)
    // A tool tells it beside what happens to its part.
    const lane = type === "todo.updated" ? `todos ${session}` : `event ${session}`
    if (events.has(type)) write({ lane, what: type, shape: shapeOf(properties) })
    await hook?.(input as never)
  }

/** Some calls are made while the host goes on: how long a list is by then is chance. */
const answerShape = (data: unknown): unknown =>
  Array.isArray(data)
    ? [...new Set(data.map((one) => JSON.stringify(shapeOf(one))))].toSorted()
    : shapeOf(data)

/** The same client, whose calls and answers are written down. */
const recordClient = (target: object, path: string, write: Write): object =>
  new Proxy(target, {
    get: (owner, name) => {
      const value: unknown = Reflect.get(owner, name)
      const full = path === "" ? String(name) : `${path}.${String(name)}`
      if (typeof value === "function")
        return async (...args: readonly unknown[]) => {
          const answer: unknown = await Reflect.apply(value, owner, args)
          const lane = unawaited.has(full) ? "unawaited" : `call ${sessionIn(args[0])}`
          const data = field(answer, "data")
          write({ lane, what: full, shape: [shapeOf(args), answerShape(data)] })
          return answer
        }
      return isRecord(value) ? recordClient(value, full, write) : value
    },
  })

/** A plugin that does what another does, and writes down all that it is told, asks and hears. */
export const recordPlugin = (plugin: PluginModule, file: string): PluginModule & { id: string } => {
  const write: Write = (line) => fs.appendFileSync(file, `${JSON.stringify(line)}\n`)
  return {
    id: "contract-recorder",
    server: async (input, options) => {
      const client = recordClient(input.client, "", write)
      const hooks = await plugin.server(
        { ...input, client: client as PluginInput["client"] },
        options,
      )
      const recorded = Object.entries(hooks).map(([name, hook]): [string, unknown] => {
        if (name === "event") return [name, recordEvent(hook as never, write)]
        return [name, typeof hook === "function" ? recordHook(name, hook as never, write) : hook]
      })
      const listened = ["tool.definition", "chat.headers", "shell.env"].map((name) => [
        name,
        recordHook(name, () => {}, write),
      ])
      return { ...Object.fromEntries(listened), ...Object.fromEntries(recorded) }
    },
  }
}
