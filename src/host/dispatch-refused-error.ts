/** A dispatch that was stopped on purpose; the host shows its message to the model as the tool's error. */
export class DispatchRefusedError extends Error {
  override readonly name = "DispatchRefusedError"
}
