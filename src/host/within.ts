/** Hooks have no time limit of their own; a client call that hangs must not hold a turn. */
export const CLIENT_TIMEOUT_MS = 3_000

/** The value, or undefined when the call fails or takes too long. */
export async function within<T>(
  call: () => Promise<T>,
  timeoutMs = CLIENT_TIMEOUT_MS,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined)
  })
  try {
    return await Promise.race([call(), late])
  } catch {
    return undefined
  } finally {
    clearTimeout(timer)
  }
}
