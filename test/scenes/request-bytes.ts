import { z } from "zod"
import type { RecordedRequest } from "../host/reply.ts"

const bodySchema = z.looseObject({ messages: z.array(z.unknown()) })

/** The messages of a request as they were sent, one text each. */
export const messageBytes = (request: RecordedRequest | undefined): string[] =>
  bodySchema.parse(request?.body).messages.map((message) => JSON.stringify(message))

/** The first messages of a request, as many as an earlier one had. */
export const prefixBytes = (
  request: RecordedRequest | undefined,
  earlier: RecordedRequest | undefined,
): string[] => messageBytes(request).slice(0, messageBytes(earlier).length)

/** Everything that a request says, as one text. */
export const allText = (request: RecordedRequest | undefined): string =>
  JSON.stringify(request?.messages)

/** The texts of one role's messages, oldest first. */
export const textsOf = (
  request: Pick<RecordedRequest, "messages"> | undefined,
  role: RecordedRequest["messages"][number]["role"],
): string[] =>
  (request?.messages ?? []).filter((message) => message.role === role).map(({ text }) => text)

/** The placeholders in a request, lines of folded steps among them, in order. */
export const placeholders = (request: RecordedRequest | undefined): string[] =>
  [...allText(request).matchAll(/\[compacted:? [^\]]+; recall [0-9a-f]{8}\]/g)].map(
    ([text]) => text,
  )
