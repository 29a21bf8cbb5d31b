import type { HostClient } from "../../src/host/host-client.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { prepareCompaction } from "../../src/host/prepare-compaction.ts"
import type { PreparedCompaction } from "../../src/host/prepare-compaction.ts"
import { prompted, stepped } from "./host-messages.ts"
import { planning } from "./planning.ts"

/** Lines that bind, more than any room for facts. */
export const rules = Array.from({ length: 900 }, (_, at) => `Never touch module ${at} of the many.`)
export const ruled = [
  prompted("m1", rules.join("\n")),
  stepped("m2", { text: "Noted." }),
  prompted("m3", "Mend it"),
]

export interface Prepared {
  readonly options?: object
  readonly client?: Partial<HostClient>
  readonly limits?: { readonly context: number; readonly output: number }
  readonly output?: { context: string[]; prompt?: string } | undefined
  readonly prepare?: ((scene: ReturnType<typeof planning>) => unknown) | undefined
}

/** What a compaction of this session is prepared with. */
export const prepared = async (
  history: HostMessages,
  {
    client,
    prepare,
    output = { context: [] },
    limits = { context: 41_000, output: 1_000 },
    options = {},
  }: Prepared = {},
) => {
  const scene = planning({ options, limits, client: { messages: async () => history, ...client } })
  await prepare?.(scene)
  await prepareCompaction(scene.runtime, scene.session, output)
  return { ...scene, output, compaction: scene.session.compaction }
}

export const NOTHING_PREPARED: PreparedCompaction = {
  request: { id: "m9", auto: true, overflow: false, tailStart: undefined, model: undefined },
  needed: [],
  factTokens: 0,
  guidance: [],
  added: 0,
  behind: [],
  completed: false,
}
