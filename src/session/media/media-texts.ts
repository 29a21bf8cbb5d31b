import { LEARNED_DAYS } from "../learned-limit.ts"
import { clip, removalText } from "../texts.ts"

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

export const bodyToast = ({ bytes, most }: { bytes: number; most: number }): string =>
  `Request refused before sending: with its attachments it has ${megabytes(bytes)}, the provider takes ${megabytes(most)}. Attach less or smaller files.`

export const learnedBodyToast = ({ model, bytes }: { model: string; bytes: number }): string =>
  `${clip(model, 80)} refused a request for its bytes. For ${LEARNED_DAYS} days old attachments are removed above ${megabytes(bytes)}. ` +
  removalText(model)
