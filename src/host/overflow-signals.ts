/** Thrown on purpose: nothing is sent. */
export class PromptOverflowError extends Error {
  override readonly name = "PromptOverflowError"
}

/** The form in which the host recognises an overflow and compacts instead of failing. */
export const HOST_OVERFLOW = {
  type: "error",
  error: {
    code: "context_length_exceeded",
    message: "staged-compaction: the request was held back before dispatch",
  },
} as const

/** Whether a request was held back on purpose. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof PromptOverflowError || error === HOST_OVERFLOW
