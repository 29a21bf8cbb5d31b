import { prune } from "../../src/session/prune.ts"
import { crowdedFiles } from "../builders/crowded-file.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { LEAST } from "./measure-shapes.ts"
import type { ShapeResult } from "./measure-shapes.ts"

/** Pieces of one file in a session, and what it is compared with: so many times fewer. */
const PIECES = 4_000
const TIMES = 8
const TRIES = 3

/** Sessions whose calls hold one file in many pieces, beside what fewer pieces take for each. */
export const measureCrowds = (): readonly ShapeResult[] =>
  crowdedFiles.map(([shape, make]) => {
    const least = (pieces: number): number =>
      Math.min(...Array.from({ length: TRIES }, () => spentOnPruning(make(pieces))))
    const ordinary = TIMES * least(PIECES / TIMES)
    const worst = least(PIECES)
    return {
      reader: "Stage A, one file",
      shape,
      ordinary,
      worst,
      ratio: worst / Math.max(LEAST, ordinary),
    }
  })

function spentOnPruning(transcript: Parameters<typeof createDraft>[0]): number {
  const meter = createTestMeter()
  const draft = createDraft(transcript, { meter, budget: { trigger: 10, target: 8 } })
  const before = process.cpuUsage()
  prune({ draft, meter, settings: testSettings })
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
