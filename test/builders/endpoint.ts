import http from "node:http"
import { onTestFinished } from "vitest"

export interface EndpointAnswer {
  readonly status?: number
  readonly body: string
}

export interface AskedEndpoint {
  readonly path: string
  readonly key: string | undefined
  readonly body: string
}

export interface Endpoint {
  /** Ends in `/v1`. */
  readonly url: string
  readonly asked: readonly AskedEndpoint[]
}

/** An endpoint on loopback for one test, which answers what it is told, or never where that is nothing. */
export async function createEndpoint(
  answer: (request: AskedEndpoint, index: number) => EndpointAnswer | undefined,
): Promise<Endpoint> {
  const asked: AskedEndpoint[] = []
  const server = http.createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8")
    request.on("data", (chunk: string) => (body += chunk))
    request.on("end", () => {
      const one = { path: request.url ?? "", key: request.headers.authorization, body }
      asked.push(one)
      const given = answer(one, asked.length - 1)
      if (given) response.writeHead(given.status ?? 200).end(given.body)
    })
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("No port")
  return { url: `http://127.0.0.1:${address.port}/v1`, asked }
}

/** What a model answers that calls a tool. */
export const calling = (tool: string, input: object): EndpointAnswer => ({
  body: JSON.stringify({
    choices: [
      { message: { tool_calls: [{ function: { name: tool, arguments: JSON.stringify(input) } }] } },
    ],
  }),
})
