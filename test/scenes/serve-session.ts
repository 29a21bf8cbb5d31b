import { onTestFinished } from "vitest"
import type { HostServer } from "../host/throwaway-host.ts"
import type { Scene } from "./open-scene.ts"

export interface ServedSession {
  readonly id: string
  readonly server: HostServer
  /** Sends a message and waits until the host is done with it; the id of the message. */
  readonly say: (text: string, model?: string) => Promise<string>
}

const messageID = (error: unknown, id: string | undefined): string => {
  if (id === undefined) throw new Error(`The host did not answer: ${JSON.stringify(error)}`)
  return id
}

/** A new session of a running host server, or one that exists. */
export const openSession = async (server: HostServer, known?: string): Promise<ServedSession> => {
  const { client } = server
  const created =
    known === undefined ? await client.session.create({ body: { title: "Work" } }) : undefined
  const id = known ?? created?.data?.id
  if (id === undefined) throw new Error(`No session: ${JSON.stringify(created?.error)}`)
  return {
    id,
    server,
    say: async (text, modelID) => {
      const { data, error } = await client.session.prompt({
        path: { id },
        body: {
          parts: [{ type: "text", text }],
          ...(modelID !== undefined && { model: { providerID: "scripted", modelID } }),
        },
      })
      const info = data?.info
      return messageID(error, info?.role === "assistant" ? info.parentID : undefined)
    },
  }
}

/** A host server that ends with the test, and a new session on it. */
export const serveSession = async ({ host }: Scene): Promise<ServedSession> => {
  const server = await host.serve()
  onTestFinished(() => server.kill())
  return openSession(server)
}
