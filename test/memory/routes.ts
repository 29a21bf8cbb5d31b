import { z } from "zod"
import { asRecord } from "../../src/session/is-record.ts"
import type { Instance } from "./instance.ts"
import { touchSession } from "./instance.ts"
import { dismissed, rejection } from "./asking.ts"
import { listCommands, runCommand } from "./commands.ts"
import { requestCompaction } from "./compact.ts"
import { forkSession } from "./fork.ts"
import { promptSchema } from "./prompt.ts"
import { lastAnswer } from "./run.ts"
import type { Runs } from "./runs.ts"
import { describeTools } from "./tool-list.ts"
import { agentOf } from "./instance.ts"
import type { Part } from "./stored.ts"
import { undoTo } from "./undo.ts"

interface Request {
  /** What stands in the places of the path, in order. */
  readonly ids: readonly string[]
  readonly body: unknown
  readonly query: URLSearchParams
}

type Handler = (request: Request) => unknown

export interface Route {
  readonly method: string
  readonly path: RegExp
  readonly handle: Handler
}

const route = (method: string, path: string, handle: Handler): Route => ({
  method,
  path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`),
  handle,
})

const first = ({ ids }: Request): string => ids[0] ?? ""

const createSchema = z.object({
  title: z.string().optional(),
  parentID: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
})
const updateSchema = z.object({
  title: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
})
const modelSchema = z.object({
  providerID: z.string(),
  modelID: z.string(),
  auto: z.boolean().optional(),
})
const undoSchema = z.object({ messageID: z.string(), partID: z.string().optional() })
const commandSchema = z.object({ command: z.string(), arguments: z.string() })
const answersSchema = z.object({ answers: z.array(z.array(z.string())) })
const replySchema = z.object({
  reply: z.enum(["once", "always", "reject"]),
  message: z.string().optional(),
})
const partSchema = z.custom<Part>((value) => typeof asRecord(value)["messageID"] === "string")

/** Sessions: made, read, changed, undone, forked and removed. */
const sessionRoutes = (host: Instance, runs: Runs): Route[] => {
  const { store, bus, texts, project } = host
  const shown = (id: string): unknown => store.session(id)
  return [
    route("POST", "/session", ({ body }) => {
      const { title, parentID, metadata } = createSchema.parse(body ?? {})
      const info = store.create({
        directory: project,
        version: texts.version,
        ...(title !== undefined && { title }),
        ...(parentID !== undefined && { parentID }),
        ...(metadata && { metadata }),
      })
      bus.publish("session.created", { sessionID: info.id, info })
      return info
    }),
    route("GET", "/session", () =>
      [...store.sessions.values()].toSorted((a, b) => b.time.updated - a.time.updated),
    ),
    route("GET", "/session/status", () => runs.statuses()),
    route("GET", "/session/{id}", (request) => shown(first(request))),
    route("PATCH", "/session/{id}", (request) => {
      const session = store.session(first(request))
      const { title, metadata } = updateSchema.parse(request.body)
      if (title !== undefined) session.title = title
      if (metadata) session.metadata = metadata
      touchSession(host, session.id)
      return session
    }),
    route("DELETE", "/session/{id}", async (request) => {
      await runs.abort(first(request))
      for (const info of store.remove(first(request)))
        bus.publish("session.deleted", { sessionID: info.id, info })
      return true
    }),
    route("GET", "/session/{id}/children", (request) => store.children(first(request))),
    route("POST", "/session/{id}/fork", (request) => {
      const { messageID } = z.object({ messageID: z.string().optional() }).parse(request.body ?? {})
      return forkSession(host, first(request), messageID)
    }),
    route("POST", "/session/{id}/revert", (request) => {
      undoTo(host, first(request), undoSchema.parse(request.body))
      return shown(first(request))
    }),
    route("POST", "/session/{id}/unrevert", (request) => {
      const session = store.session(first(request))
      delete session.revert
      touchSession(host, session.id)
      return session
    }),
    route("POST", "/session/{id}/abort", async (request) => {
      await runs.abort(first(request))
      return true
    }),
  ]
}

/** What makes a session work, and what it said. */
const messageRoutes = (host: Instance, runs: Runs): Route[] => {
  const { store, bus } = host
  return [
    route("GET", "/session/{id}/message", (request) => store.messages(first(request))),
    route("POST", "/session/{id}/message", (request) =>
      runs.prompt(first(request), promptSchema.parse(request.body)),
    ),
    route("POST", "/session/{id}/command", (request) => {
      const { command, arguments: typed } = commandSchema.parse(request.body)
      return runCommand(host, runs, first(request), { name: command, typed })
    }),
    route("POST", "/session/{id}/summarize", async (request) => {
      const { auto = false, ...model } = modelSchema.parse(request.body)
      const sessionID = first(request)
      const agent = store.session(sessionID).agent ?? "build"
      requestCompaction(host, { sessionID, agent, model, auto })
      await runs.work(sessionID)
      return lastAnswer(host, sessionID) !== undefined
    }),
    route("DELETE", "/session/{id}/message/{message}", (request) => {
      const [sessionID = "", messageID = ""] = request.ids
      store.removeMessage(sessionID, messageID)
      bus.publish("message.removed", { sessionID, messageID })
      return true
    }),
    route("PATCH", "/session/{id}/message/{message}/part/{part}", (request) => {
      const part = partSchema.parse(request.body)
      store.putPart(part)
      bus.publish("message.part.updated", { sessionID: part.sessionID, part })
      return part
    }),
  ]
}

/** What the host asks the user. */
const askingRoutes = ({ questions, permissions }: Instance): Route[] => [
  route("GET", "/question", () => questions.list()),
  route("POST", "/question/{id}/reply", (request) =>
    questions.answer(first(request), answersSchema.parse(request.body).answers),
  ),
  route("POST", "/question/{id}/reject", (request) => questions.refuse(first(request), dismissed)),
  route("GET", "/permission", () => permissions.list()),
  route("POST", "/permission/{id}/reply", (request) => {
    const { reply, message } = replySchema.parse(request.body)
    return reply === "reject"
      ? permissions.refuse(first(request), rejection(message))
      : permissions.answer(first(request), undefined)
  }),
]

/** What the host knows besides sessions. */
const otherRoutes = (host: Instance): Route[] => [
  route("GET", "/agent", () => host.agents),
  route("GET", "/command", () => listCommands(host)),
  route("GET", "/skill", () => [...host.texts.skills, ...host.skills()]),
  route("GET", "/config/providers", () => ({ providers: host.providers, default: {} })),
  route("GET", "/experimental/tool", async () => {
    const tools = await describeTools(host, agentOf(host, "build"), [])
    return tools.map(({ function: { name, description, parameters } }) => ({
      id: name,
      description,
      parameters,
    }))
  }),
  route("POST", "/tui/show-toast", ({ body }) => {
    host.bus.publish("tui.toast.show", body)
    return true
  }),
  route("POST", "/log", ({ body }) => {
    host.log(JSON.stringify(body))
    return true
  }),
]

export const createRoutes = (host: Instance, runs: Runs): Route[] => [
  ...sessionRoutes(host, runs),
  ...messageRoutes(host, runs),
  ...askingRoutes(host),
  ...otherRoutes(host),
]
