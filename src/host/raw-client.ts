/** The client below the generated methods, for what these do not have. */
interface GettingClient {
  readonly get: (request: { readonly url: string }) => Promise<unknown>
}

export const hasGet = (client: unknown): client is GettingClient =>
  typeof client === "object" &&
  client !== null &&
  "get" in client &&
  typeof client.get === "function"

interface PatchingClient {
  readonly patch: (request: {
    readonly url: string
    readonly path: Readonly<Record<string, string>>
    readonly body: unknown
    readonly headers: Readonly<Record<string, string>>
  }) => Promise<unknown>
}

export const hasPatch = (client: unknown): client is PatchingClient =>
  typeof client === "object" &&
  client !== null &&
  "patch" in client &&
  typeof client.patch === "function"
