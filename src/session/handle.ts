/** Characters of a payload's digest that name it in a placeholder: short, and unique in a session. */
export const HANDLE_LENGTH = 8

/** What `recall` is asked for: it needs no table, because it is found again in the payload itself. */
export const handleOf = (digest: string): string => digest.slice(0, HANDLE_LENGTH)
