import { digest } from "./digest.ts"

/** As the host names its sessions; other names have small letters alone. */
const PLAIN = /^(?:ses_[0-9a-f]{12}[0-9A-Za-z]{14}|[0-9a-z][0-9a-z_-]{0,59})$/
/** Devices, whatever their ending. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/
/** Of an id that is none of these, for whoever looks into the folder; its digest tells it from others. */
const READABLE = 32

/**
 * A session's id as the name of a file. Whatever the id is, the name stays in its folder, is one on
 * every system, and is no other id's, also where capitals make no difference.
 */
export const safeName = (sessionID: string): string =>
  PLAIN.test(sessionID) && !RESERVED.test(sessionID)
    ? sessionID
    : `${sessionID
        .slice(0, READABLE)
        .toLowerCase()
        .replaceAll(/[^a-z0-9_-]/g, "_")}~${digest(JSON.stringify(sessionID))}`
