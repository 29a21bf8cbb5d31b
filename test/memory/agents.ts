import { asRecord } from "../../src/session/is-record.ts"
import type { HostTexts } from "../host/host-texts.ts"
import type { ModelChoice, PermissionRule } from "./stored.ts"

export interface Agent {
  readonly name: string
  readonly description?: string
  readonly mode: string
  readonly native?: boolean
  readonly hidden?: boolean
  readonly prompt?: string
  readonly model?: ModelChoice
  readonly permission: readonly PermissionRule[]
  readonly options: Readonly<Record<string, unknown>>
  /** What the host lists of an agent of the user's, and never says more of here. */
  readonly color?: null
  readonly steps?: null
  readonly temperature?: number | null
  readonly topP?: null
  readonly variant?: null
}

/** `provider/model` as configurations name it. */
export const parseModel = (name: unknown): ModelChoice | undefined => {
  const [, providerID, modelID] =
    typeof name === "string" ? (/^([^/]+)\/(.+)$/.exec(name) ?? []) : []
  return providerID && modelID ? { providerID, modelID } : undefined
}

const rulesOf = (permission: unknown): PermissionRule[] =>
  typeof permission === "string"
    ? [{ permission: "*", pattern: "*", action: permission }]
    : Object.entries(asRecord(permission)).flatMap(([name, value]) =>
        typeof value === "string"
          ? [{ permission: name, pattern: "*", action: value }]
          : Object.entries(asRecord(value)).map(([pattern, action]) => ({
              permission: name,
              pattern,
              action: String(action),
            })),
      )

const isRule = (value: unknown): value is PermissionRule =>
  typeof asRecord(value)["permission"] === "string"

/** The host's own folders come last, whatever the user forbids. */
const withRules = (
  rules: readonly PermissionRule[],
  more: readonly PermissionRule[],
): readonly PermissionRule[] => [...rules.slice(0, -1), ...more, ...rules.slice(-1)]

/** The host's own agents as they were recorded, changed and added to by the configuration. */
export const readAgents = (texts: HostTexts, config: Record<string, unknown>): Agent[] => {
  const shared = rulesOf(config["permission"])
  const native = texts.agents.map((agent): Agent => {
    const permission = Array.isArray(agent["permission"]) ? agent["permission"] : []
    const rules = permission.filter(isRule)
    return {
      name: agent.name,
      mode: agent.mode,
      native: true,
      permission: withRules(rules, shared),
      options: {},
      ...(agent.description !== undefined && { description: agent.description }),
      ...(agent.hidden && { hidden: true }),
      ...(agent.temperature !== undefined && { temperature: agent.temperature }),
      ...(agent.prompt !== undefined && { prompt: agent.prompt }),
    }
  })
  // What the user's own agents begin with: the rules of a sub-agent, but for its own.
  const rules = native.find(({ name }) => name === "general")?.permission ?? []
  const begun = rules.filter(({ permission }) => permission !== "todowrite")
  const agents = new Map(native.map((agent) => [agent.name, agent]))
  for (const [name, value] of Object.entries(asRecord(config["agent"]))) {
    const own = asRecord(value)
    const base: Agent = agents.get(name) ?? {
      name,
      mode: "all",
      native: false,
      hidden: false,
      permission: begun,
      options: {},
      color: null,
      steps: null,
      temperature: null,
      topP: null,
      variant: null,
    }
    const model = parseModel(own["model"])
    agents.set(name, {
      ...base,
      ...(typeof own["mode"] === "string" && { mode: own["mode"] }),
      ...(typeof own["description"] === "string" && { description: own["description"] }),
      ...(typeof own["prompt"] === "string" && { prompt: own["prompt"] }),
      ...(own["hidden"] === true && { hidden: true }),
      ...(model && { model }),
      permission: withRules(base.permission, rulesOf(own["permission"])),
    })
  }
  return [...agents.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

const writing = new Set(["edit", "write", "apply_patch", "multiedit"])

/** Whether the last rule about a tool takes it away as a whole. */
export const isDenied = (tool: string, rules: readonly PermissionRule[]): boolean => {
  const asked = writing.has(tool) ? "edit" : tool
  const rule = rules.findLast(({ permission }) => permission === asked || permission === "*")
  return rule?.pattern === "*" && rule.action === "deny"
}

/** What a sub-agent's session adds to its agent's rules. */
export const childRules = (agent: Agent): PermissionRule[] =>
  ["todowrite", "task"]
    .filter((tool) => !agent.permission.some(({ permission }) => permission === tool))
    .map((permission) => ({ permission, pattern: "*", action: "deny" }))
