import type { Bus } from "./bus.ts"
import type { Route } from "./routes.ts"

const json = (value: unknown, status = 200): Response =>
  Response.json(value === undefined ? null : value, { status })

/** Events as they come, for as long as somebody listens. */
const eventStream = (bus: Bus): Response => {
  const encoder = new TextEncoder()
  const ends: (() => void)[] = []
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (event: unknown): void =>
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(event)}\n\n`))
      send({ type: "server.connected", properties: {} })
      ends.push(bus.subscribe(send))
    },
    cancel: () => {
      for (const end of ends) end()
    },
  })
  return new Response(body, { headers: { "content-type": "text/event-stream" } })
}

const bodyOf = async (request: Request): Promise<unknown> => {
  const text = await request.text()
  return text === "" ? undefined : JSON.parse(text)
}

/** Answers one request to the host's API. */
export const respond = async (
  { bus, routes }: { readonly bus: Bus; readonly routes: readonly Route[] },
  request: Request,
): Promise<Response> => {
  const { pathname, searchParams: query } = new URL(request.url)
  if (pathname === "/event") return eventStream(bus)
  for (const { method, path, handle } of routes) {
    const [, ...ids] = path.exec(pathname) ?? []
    if (method !== request.method || !path.test(pathname)) continue
    try {
      return json(await handle({ ids, body: await bodyOf(request), query }))
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      const isMissing = message.includes("not found")
      const name = isMissing ? "NotFoundError" : "UnknownError"
      return json({ name, data: { message } }, isMissing ? 404 : 500)
    }
  }
  return json({ name: "NotFoundError", data: { message: `${request.method} ${pathname}` } }, 404)
}
