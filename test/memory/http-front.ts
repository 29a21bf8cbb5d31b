import http from "node:http"
import { Readable } from "node:stream"

export interface HttpFront {
  readonly url: string
  /** Breaks all connections, as the end of a process does. */
  close(): Promise<void>
}

/** Puts a handler of requests on a port of loopback. */
export const openHttpFront = async (
  handle: (request: Request) => Promise<Response>,
): Promise<HttpFront> => {
  const server = http.createServer((incoming, outgoing) => {
    const answer = async (): Promise<void> => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
      const method = incoming.method ?? "GET"
      const response = await handle(
        new Request(`http://127.0.0.1${incoming.url}`, {
          method,
          ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        }),
      )
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      if (!response.body) return void outgoing.end()
      const stream = Readable.fromWeb(response.body)
      outgoing.once("close", () => stream.destroy())
      stream.pipe(outgoing)
    }
    answer().catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (typeof address !== "object" || !address) throw new Error("The memory host has no port")
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
