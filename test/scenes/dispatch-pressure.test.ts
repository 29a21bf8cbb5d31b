import { expect, it } from "vitest"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { dispatch, openDispatchScene } from "./dispatch-scene.ts"
import { listing, bash } from "./tool-work.ts"

const wave = (size: number): Reply =>
  dispatch(
    ...Array.from({ length: size }, (_, index) => ({ agent: "helper", prompt: `Part ${index}.` })),
  )

const results = ({ messages }: RecordedRequest): readonly string[] =>
  messages.filter(({ role }) => role === "tool").map(({ text }) => text)

it("a wave that finds the window over 80 % full waits for one compaction, and more than twenty are refused", async () => {
  const scene = await openDispatchScene({
    // Who has roles has the tool; the helper has none.
    options: { dispatch: { roles: { implementer: { agents: ["coder"] } } } },
    limit: { context: 40_000, output: 4_000 },
    orchestrator: [
      bash(listing(400)),
      bash(listing(500, "package")),
      bash(listing(380, "script")),
      { calls: [{ name: "dispatch", input: { action: "plan", count: 21 } }] },
      { calls: [{ name: "dispatch", input: { action: "plan", count: 6 } }] },
      wave(6),
      wave(6),
    ],
    subAgent: () => ({ text: "This part is sound." }),
  })
  const session = await scene.open()
  await session.say("Look at everything.")

  const requests = scene.ofParent()
  const share = (index: number): number => (requests[index]?.tokens ?? 0) / 36_000
  expect(share(5)).toBeGreaterThan(0.8)
  const [, , , , planned = "", , ...rest] = requests.map((request) => results(request).at(-1) ?? "")
  expect(planned).toContain("21 sub-agents are more than the 20")
  const last = requests.at(-1)
  const told = last ? results(last) : []
  expect(
    told.filter((text) => text.includes("Nothing was dispatched. Collected 0/6.")),
  ).toHaveLength(6)
  expect(told.filter((text) => text.includes("This part is sound."))).toHaveLength(6)
  expect(share(6)).toBeLessThan(0.7)
  expect(rest.length).toBe(2)
  expect(scene.tooLarge()).toEqual([])
})
