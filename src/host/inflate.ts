import { constants, inflateSync } from "node:zlib"
import type { Inflate } from "../session/media/pdf-pages.ts"

/** Streams of documents may be torn: what can be unpacked before counts. More than `most` is none. */
export const inflate: Inflate = (packed, most) => {
  try {
    return inflateSync(Buffer.from(packed, "latin1"), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: most,
    }).toString("latin1")
  } catch {
    return ""
  }
}
