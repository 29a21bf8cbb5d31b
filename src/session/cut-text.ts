/** The first characters of a text; no character outside the basic plane is cut in two. */
export const headOf = (text: string, characters: number): string =>
  text.slice(0, Math.max(0, characters)).replace(/[\uD800-\uDBFF]$/, "")

/** The last characters of a text, whole ones as well. */
export const tailOf = (text: string, characters: number): string =>
  characters <= 0 ? "" : text.slice(-characters).replace(/^[\uDC00-\uDFFF]/, "")
