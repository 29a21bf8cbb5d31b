import type { RecordedRequest, Reply, Script } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene, SceneOptions } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { workFiles } from "./tool-work.ts"

export interface NativeScene extends Scene {
  readonly served: Served
  /** Answers the host's summarizer from now on. */
  summarize(script: Script): void
  summaryRequests(session: string): readonly RecordedRequest[]
  last(session: string): RecordedRequest | undefined
}

export interface NativeSceneOptions extends Pick<SceneOptions, "model"> {
  readonly plugin?: Readonly<Record<string, unknown>>
  readonly config?: Readonly<Record<string, unknown>>
}

const summarized: Script = () => ({ text: "Summarized." })

/** A host whose own compaction is looked at: the plugin asks no summarizer of its own. */
export const openNativeScene = async ({
  plugin,
  model,
  config,
}: NativeSceneOptions = {}): Promise<NativeScene> => {
  let summary: Script = summarized
  const scene = await openScene({
    model: { ...model, summary: (request) => summary(request) },
    plugin: { summarize: { enabled: false }, ...plugin },
    host: { files: workFiles, ...(config && { config }) },
  })
  return {
    ...scene,
    served: await scene.serve(),
    summarize: (script) => void (summary = script),
    summaryRequests: (session) =>
      scene.model.requests.filter(
        ({ kind, sessionID }) => kind === "summary" && sessionID === session,
      ),
    last: (session) => scene.main(session).at(-1),
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
