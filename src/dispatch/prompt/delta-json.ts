/**
 * A value as JSON without a single `@`: the host puts a file in the place of `@path` anywhere in a
 * prompt, and what sub-agents wrote must not choose files.
 */
export const deltaJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll("@", String.raw`\u0040`)
