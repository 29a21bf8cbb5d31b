import type { PluginInput } from "@opencode-ai/plugin"
import { z } from "zod"
import { asRecord } from "../session/is-record.ts"
import { waitForHost } from "./hook-time.ts"
import { hasGet } from "./raw-client.ts"

const skillSchema = z.object({
  name: z.string(),
  description: z.string().default(""),
  /** Its file, or a mark of what is built in. */
  location: z.string(),
  content: z.string(),
})
export type Skill = z.output<typeof skillSchema>

const commandSchema = z.object({
  name: z.string(),
  description: z.string().nullish(),
  /** Where it comes from; the host lists skills among its commands. */
  source: z.string().optional(),
  /** Of a server's prompts there is none. */
  template: z.string(),
})
export type Command = z.output<typeof commandSchema>

/** What the host has that a user can start by its name. Undefined is no answer. */
export interface HostCommands {
  readonly commands: () => Promise<readonly Command[] | undefined>
  readonly skills: () => Promise<readonly Skill[] | undefined>
}

export const createHostCommands = (client: PluginInput["client"]): HostCommands => ({
  commands: async () =>
    readEach((await waitForHost(() => client.command.list()))?.data, commandSchema),
  async skills() {
    // The v1 client has no method of its own for it.
    const { _client: raw }: { readonly _client?: unknown } = asRecord(client)
    const answer = hasGet(raw) ? await waitForHost(() => raw.get({ url: "/skill" })) : undefined
    return readEach(asRecord(answer)["data"], skillSchema)
  },
})

/** The entries that are as they should be: one that is not costs only itself. */
const readEach = <T>(list: unknown, schema: z.ZodType<T>): readonly T[] | undefined =>
  Array.isArray(list)
    ? list.flatMap((entry) => {
        const read = schema.safeParse(entry)
        return read.success ? [read.data] : []
      })
    : undefined
