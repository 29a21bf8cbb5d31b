import { NO_HANDLE } from "./texts.ts"
import type { Field, Part, TargetField } from "./transcript.ts"
import { isHostText } from "./written.ts"

/** Characters of a payload's digest that name it in a placeholder: short, and unique in a session. */
export const HANDLE_LENGTH = 8

/** The handle that a placeholder gets, where the request's model can use one. */
export const handleFor = (
  { lacksRecall }: { readonly lacksRecall?: boolean | undefined },
  digest: string,
  field: TargetField,
): string => (lacksRecall === true ? NO_HANDLE[isSaid(field) ? "lost" : "read"] : handleOf(digest))

/** The same for a payload of a part: whose words it has decides, not where they stand. */
export const handleForPart = (
  settings: { readonly lacksRecall?: boolean | undefined },
  { part, field, digest }: { readonly part: Part; readonly field: Field; readonly digest: string },
): string => {
  const isReply = part.kind === "tool" && part.replies !== undefined && field === "output"
  const isAttached = part.kind === "text" && isHostText(part)
  return handleFor(settings, digest, isReply ? "text" : isAttached ? "output" : field)
}

/** What a tool gave it gives again; words and thoughts nobody says a second time. */
const isSaid = (field: TargetField): boolean => field === "text" || field === "reasoning"

/** What `recall` is asked for: it needs no table, because it is found again in the payload itself. */
export const handleOf = (digest: string): string => digest.slice(0, HANDLE_LENGTH)
