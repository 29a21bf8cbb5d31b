import { z } from "zod"

const VERSION = 1
const head = z.object({ v: z.literal(VERSION), session: z.string() })

/** A record as one line of a session's file. */
export const writeLine = (record: object, session: string): string =>
  JSON.stringify({ v: VERSION, session, ...record })

/** Reads one line; undefined for anything that is not a record of this version and session. */
export function readLine<T>(line: string, session: string, schema: z.ZodType<T>): T | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  const known = head.safeParse(value)
  if (!known.success || known.data.session !== session) return undefined
  return schema.safeParse(value).data
}
