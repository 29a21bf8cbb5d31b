/** A session's id as the name of a file. */
export const safeName = (sessionID: string): string => sessionID.replace(/[^\w.-]/g, "_")
