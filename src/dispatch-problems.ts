import type { Config } from "./config.ts"
import { quote } from "./session/quote.ts"

/** A name out of the options. */
const shown = (name: string): string => quote(name, { characters: 80 })

const BUILT_IN = ["implementer", "reviewer"] as const
/** Letters by which a misspelt name is known. */
const BEGINNING = 4

/** One sentence per setting of a role that is valid by itself, and can hardly be meant. */
export function dispatchProblems({ dispatch }: Config): readonly string[] {
  const roles = Object.entries(dispatch.roles)
  const named = roles.flatMap(([role, { agents }]) => agents.map((agent) => ({ role, agent })))
  const reserve = dispatch.maxOutputTokens
  return [
    ...roles.flatMap(([role, options]) => {
      const like = "like" in options ? options.like : role
      const meant = BUILT_IN.find((name) => name.startsWith(role.slice(0, BEGINNING)))
      return meant && meant !== like
        ? [
            `Option dispatch.roles.${shown(role)} is a role of its own, held to the contract of an ${shown(like)}. Was ${meant} meant?`,
          ]
        : []
    }),
    ...roles.flatMap(([role, { maxInputTokens: cap = Infinity }]) =>
      cap <= reserve
        ? [
            `Option dispatch.roles.${shown(role)}.maxInputTokens, ${cap}, leaves nothing for a prompt beside dispatch.maxOutputTokens, ${reserve}. Its sub-agents cannot be dispatched.`,
          ]
        : [],
    ),
    ...named.flatMap(({ role, agent }, index) => {
      const first = named.find((one) => one.agent === agent)
      return first && named.indexOf(first) < index
        ? [
            `Agent ${shown(agent)} has two roles, ${shown(first.role)} and ${shown(role)}. The first counts.`,
          ]
        : []
    }),
  ]
}
