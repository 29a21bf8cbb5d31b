import { createHash } from "node:crypto"

/** Enough of a hash to tell the payloads of a session apart. */
const LENGTH = 16

export const digest = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, LENGTH)
