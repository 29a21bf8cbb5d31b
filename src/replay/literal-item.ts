/** Something that a tool call has to reproduce letter by letter. */
export interface LiteralItem {
  readonly kind: "path" | "line" | "identifier"
  readonly text: string
  /** A path of Windows, which may stand there with any of its separators. */
  readonly anySlash?: boolean
}
