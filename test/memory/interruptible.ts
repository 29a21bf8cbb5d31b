/** Waits for something that nobody can stop, but no longer than until the abort. */
export const interruptible = <T>(abort: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error("Aborted"))
    if (abort.aborted) return stop()
    abort.addEventListener("abort", stop, { once: true })
    void work.then(resolve, reject).finally(() => abort.removeEventListener("abort", stop))
  })
