import type { Part as HostPart } from "@opencode-ai/sdk"
import type { RecordedMessage } from "../replay/recorded-session.ts"
import type { ReplayPorts } from "../replay/replay-settings.ts"
import type { Draft } from "../session/draft.ts"
import { asRecord } from "../session/is-record.ts"
import { applyRenditions } from "./apply.ts"
import { createDecode } from "./decode.ts"
import { digest } from "./digest.ts"
import { inflate } from "./inflate.ts"
import type { TokenCounter } from "./tokens.ts"

/** What a replay needs of the host: the functions that the hooks use. */
export const createReplayPorts = ({ count }: Pick<TokenCounter, "count">): ReplayPorts => ({
  count,
  digest,
  inflate,
  createDecode: () => createDecode(),
  apply,
  clock: () => performance.now(),
})

/** The hook's own function, on copies that it may write into. */
function apply(messages: readonly RecordedMessage[], { view }: Draft): readonly RecordedMessage[] {
  const copies = messages.map(({ info, parts }) => {
    const { id, role, ...rest } = asRecord(info)
    return {
      info: { ...rest, id: String(id), role: String(role) },
      // oxlint-disable-next-line no-unsafe-type-assertion -- an export holds what the host had, and each part is looked at by its type
      parts: [...parts] as HostPart[],
    }
  })
  applyRenditions(copies, view)
  return copies
}
