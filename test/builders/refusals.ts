/** An error of a provider as the host tells it, which has no overflow in it for the host. */
export const refusedWith = (message: string, statusCode = 400, more: object = {}): object => ({
  name: "APIError",
  data: { message, statusCode, isRetryable: false, ...more },
})

/** A refusal that the host takes for an overflow; it keeps no status then. */
export const overflowed = (message: string, responseBody?: string): object => ({
  name: "ContextOverflowError",
  data: { message, ...(responseBody !== undefined && { responseBody }) },
})

/** A provider's words for a prompt that is too long. */
export const tooLong = (size: number): string =>
  `prompt is too long: 70000 tokens > ${size} maximum`
