import { describe, expect, it } from "vitest"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import type { Session } from "../../src/host/sessions.ts"
import { asked, prompted } from "../builders/host-messages.ts"
import type { planning } from "../builders/planning.ts"
import { prepared, ruled } from "../builders/preparing.ts"
import type { Prepared } from "../builders/preparing.ts"

const overflown = [...ruled.slice(2), asked("m9", { overflow: true })]
const full = [...ruled.slice(2), asked("m9")]
const byHand = [...ruled.slice(2), asked("m9", { auto: false })]

/** The request of m1, of which the gate has said this. */
const gated =
  (outcome: "sent" | "forced" | undefined) => async (scene: ReturnType<typeof planning>) => {
    await scene.send([prompted("m1", "Go")])
    Object.assign(scene.session.planned ?? {}, { outcome })
  }
const stateOf = ({ refusedInRow, refused, planned, unplanned }: Session) => ({
  refusedInRow,
  refused: refused?.user,
  planned: planned?.user,
  unplanned,
})
const same = { refusedInRow: 1, refused: undefined, planned: "m1", unplanned: undefined }

describe("a refusal by the provider", () => {
  it.each<[string, HostMessages, Prepared["prepare"], object]>([
    [
      "is counted behind a request that was sent",
      overflown,
      gated("sent"),
      { ...same, refusedInRow: 2, refused: "m1", planned: undefined },
    ],
    ["is not counted behind one that the gate held back", overflown, gated("forced"), same],
    ["is not counted behind one that never came to the gate", overflown, gated(undefined), same],
    [
      "is counted behind one that could not be planned",
      overflown,
      ({ session }) => (session.unplanned = 9),
      { ...same, refusedInRow: 2, planned: undefined },
    ],
    [
      "is not counted where nothing was sent since",
      overflown,
      undefined,
      { ...same, planned: undefined },
    ],
    ["is not counted where the compaction has another cause", full, gated("sent"), same],
    ["is forgotten with a compaction by hand", byHand, gated("sent"), { ...same, refusedInRow: 0 }],
  ])("%s", async (_, messages, prepare, expected) => {
    const { session } = await prepared(messages, {
      prepare: async (scene) => {
        scene.session.refusedInRow = 1
        await prepare?.(scene)
      },
    })
    expect(stateOf(session)).toEqual(expected)
  })
})
