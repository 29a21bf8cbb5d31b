import type { Config } from "../config.ts"

/** A role of the user's options, as one of its agents has it. */
export interface DispatchRole {
  readonly name: string
  /** Whose result contract it has, and whose place in the state of a run. */
  readonly like: "implementer" | "reviewer"
  readonly maxInputTokens: number | undefined
  readonly guide: string | undefined
}

/** The first role that names the agent; undefined where nobody mapped it. */
export function roleOf({ dispatch }: Config, agent: string): DispatchRole | undefined {
  const { implementer, reviewer, ...others } = dispatch.roles
  const roles = [
    { name: "implementer", like: "implementer" as const, ...implementer },
    { name: "reviewer", like: "reviewer" as const, ...reviewer },
    ...Object.entries(others).flatMap(([name, role]) => (role ? [{ name, ...role }] : [])),
  ]
  const found = roles.find(({ agents }) => agents.includes(agent))
  return (
    found && {
      name: found.name,
      like: found.like,
      maxInputTokens: found.maxInputTokens,
      guide: found.guide,
    }
  )
}
