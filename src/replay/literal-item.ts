/** Something that a tool call has to reproduce letter by letter. */
export interface LiteralItem {
  readonly kind: "path" | "line" | "identifier"
  readonly text: string
}
