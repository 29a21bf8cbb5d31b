import { deltaJson } from "./delta-json.ts"
import type { DeltaPacket, DispatchFrame } from "./dispatch-prompt.ts"
import { deltaLine, SECTION_NAMES } from "./prompt-texts.ts"
import { RANK, reservedLine } from "./prompt-unit.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import { pruneDelta, TASK_ID_KEY } from "./prune-delta.ts"
import type { PruneDeltaInput } from "./prune-delta.ts"

/** The JSON of a delta context; undefined where the task id is all it says. */
export const originalDelta = (delta: DeltaPacket): string | undefined =>
  Object.keys(delta).some((key) => key !== TASK_ID_KEY) ? deltaJson(delta) : undefined

export interface DeltaOptions extends Pick<PruneDeltaInput, "digest" | "clipsReview"> {
  /** Whether the prompt fits with this line; where nothing is said, it is made as short as it can be. */
  readonly fits?: ((line: string) => boolean) | undefined
}

/** The delta context pruned, which stays. */
export function deltaUnits(
  frame: DispatchFrame | undefined,
  { digest, clipsReview, fits = () => false }: DeltaOptions,
): readonly PromptUnit[] {
  if (frame === undefined || originalDelta(frame.delta) === undefined) return []
  const { json, dropped } = pruneDelta({
    delta: frame.delta,
    digest,
    fits: (candidate) => fits(deltaLine(candidate)),
    clipsReview,
  })
  return [{ ...reservedLine(deltaLine(json)), dropped }]
}

/** The delta context as it is, which can go as a whole. */
export const wholeDelta = (frame: DispatchFrame | undefined): readonly PromptUnit[] => {
  const json = frame && originalDelta(frame.delta)
  return json === undefined
    ? []
    : [
        {
          text: deltaLine(json),
          glue: "\n",
          rank: RANK.objective,
          section: { name: SECTION_NAMES.delta },
        },
      ]
}
