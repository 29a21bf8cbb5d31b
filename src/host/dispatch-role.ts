import type { Config } from "../config.ts"

/** A role of the user's options, as one of its agents has it. */
export interface DispatchRole {
  readonly name: string
  /** Whose result contract it has, and whose place in the state of a run. */
  readonly like: "implementer" | "reviewer"
  readonly maxInputTokens: number | undefined
  readonly guide: string | undefined
}

const rolesOf = ({ dispatch }: Config) => {
  const { implementer, reviewer, ...others } = dispatch.roles
  return [
    { name: "implementer", like: "implementer" as const, ...implementer },
    { name: "reviewer", like: "reviewer" as const, ...reviewer },
    ...Object.entries(others).map(([name, role]) => ({ name, ...role })),
  ]
}

/** Whether any agent has a role: else nobody orchestrates. */
export const hasRoles = (config: Config): boolean =>
  rolesOf(config).some(({ agents }) => agents.length > 0)

/** The first role that names the agent; undefined where nobody mapped it. */
export function roleOf(config: Config, agent: string): DispatchRole | undefined {
  const found = rolesOf(config).find(({ agents }) => agents.includes(agent))
  return (
    found && {
      name: found.name,
      like: found.like,
      maxInputTokens: found.maxInputTokens,
      guide: found.guide,
    }
  )
}
