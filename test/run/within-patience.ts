import { patience } from "./patience.ts"

interface Awaited {
  /** What is waited for, as the error names it: "the host to print …". */
  readonly what: string
  /** Starts of the host that it costs about as much as. */
  readonly starts: number
}

export const hangs = (what: string, milliseconds: number): Error =>
  new Error(`Waited ${Math.round(milliseconds / 1000)} s for ${what}`)

/** Settles as the work does; where that hangs, the error says what was waited for. */
export const withinPatience = async <Result>(
  { what, starts }: Awaited,
  work: Promise<Result>,
): Promise<Result> => {
  const limit = patience(starts)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(hangs(what, limit)), limit)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
