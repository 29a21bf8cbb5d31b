/** A group that can be switched off may be given as a boolean: `summarize: false`. */
export const withSwitches = (
  given: Record<string, unknown>,
  paths: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) =>
      typeof value === "boolean" && paths.includes(`${key}.enabled`)
        ? [key, { enabled: value }]
        : [key, value],
    ),
  )
