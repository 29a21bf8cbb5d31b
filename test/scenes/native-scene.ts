import type { RecordedRequest, Reply, Script } from "../host/reply.ts"
import type { ScriptedModelOptions } from "../host/scripted-model.ts"
import { createPluggedHost } from "./plugged-host.ts"
import type { PluggedHost, ServedHost } from "./plugged-host.ts"
import { workFiles } from "./tool-work.ts"

export interface NativeScene extends PluggedHost {
  readonly served: ServedHost
  /** Answers the host's summarizer from now on. */
  summarize(script: Script): void
  /** The user asks for a compaction. */
  compact(session: string): Promise<void>
  summaryRequests(session: string): readonly RecordedRequest[]
  last(session: string): RecordedRequest | undefined
}

export interface NativeSceneOptions {
  readonly options?: Readonly<Record<string, unknown>>
  readonly model?: Partial<Pick<ScriptedModelOptions, "limit" | "limits">>
  readonly config?: Readonly<Record<string, unknown>>
}

const summarized: Script = () => ({ text: "Summarized." })

/** A host whose own compaction is looked at: the plugin asks no summarizer of its own. */
export const openNativeScene = async ({
  options,
  model,
  config,
}: NativeSceneOptions = {}): Promise<NativeScene> => {
  let summary: Script = summarized
  const plugged = await createPluggedHost({
    model: { ...model, summary: (request) => summary(request) },
    options: { summarize: { enabled: false }, ...options },
    host: { files: workFiles, ...(config && { config }) },
  })
  const served = await plugged.serve()
  return {
    ...plugged,
    served,
    summarize: (script) => void (summary = script),
    async compact(id) {
      await served.client.session.summarize({
        path: { id },
        body: { providerID: "scripted", modelID: "scripted" },
        throwOnError: true,
      })
    },
    summaryRequests: (session) =>
      plugged.model.requests.filter(
        ({ kind, sessionID }) => kind === "summary" && sessionID === session,
      ),
    last: (session) => plugged.mainRequests(session).at(-1),
  }
}

/** A provider's refusal for size. */
export const refusal = (message: string): Reply => ({
  status: 400,
  body: { error: { message, type: "invalid_request_error" } },
})

/** What stands behind the system text, one text for each message. */
export const conversation = (request: RecordedRequest | undefined): string[] =>
  (request?.messages ?? []).filter(({ role }) => role !== "system").map(({ text }) => text)
