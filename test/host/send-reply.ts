import type http from "node:http"
import { countText } from "./count-request.ts"
import type { Answer, Protocol, Usage } from "./protocol.ts"
import type { RecordedRequest, Reply } from "./reply.ts"

interface JsonAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const sendJson = (
  response: http.ServerResponse,
  { status, body, headers }: JsonAnswer,
): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers })
  response.end(typeof body === "string" ? body : JSON.stringify(body))
}

const sendEvents = (response: http.ServerResponse, events: readonly string[], cut: boolean) => {
  response.writeHead(200, { "content-type": "text/event-stream" })
  if (!cut) return void response.end(events.join(""))
  // Closed, not reset: what was written arrives, and the rest is missing. A host that has stored the
  // beginning of a text sends it without content later, with or without a plugin.
  response.write(events[0] ?? "", () => response.socket?.end())
}

const answerOf = (reply: Reply): Answer => ({
  text: "drop" in reply ? "This answer is cut off." : ("text" in reply && reply.text) || "",
  reasoning: ("reasoning" in reply && reply.reasoning) || "",
  calls: "calls" in reply ? reply.calls : [],
})

export interface SendReplyOptions {
  readonly response: http.ServerResponse
  readonly reply: Reply
  readonly protocol: Protocol
  readonly request: RecordedRequest
  readonly factor: number
}

/** Puts a reply on the wire, in the words of the protocol. */
export const sendReply = ({
  response,
  reply,
  protocol,
  request,
  factor,
}: SendReplyOptions): void => {
  if ("hang" in reply) return
  if ("status" in reply) return sendJson(response, reply)
  const answer = answerOf(reply)
  const reported = "usage" in reply ? reply.usage : undefined
  const input = reported?.input ?? request.tokens
  const written = countText(answer.text + answer.reasoning + JSON.stringify(answer.calls))
  const usage: Usage = {
    input,
    cached: Math.min(request.cached, input),
    output: reported?.output ?? Math.ceil(factor * written),
  }
  const events = protocol.encode(answer, usage)
  const sent =
    "unfinished" in reply ? events.filter((one) => !one.includes('"finish_reason":"')) : events
  sendEvents(response, sent, "drop" in reply)
}
