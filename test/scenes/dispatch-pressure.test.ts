import { expect, it } from "vitest"
import { coderRole, openDispatchScene, resultOf, wave } from "./dispatch-scene.ts"
import { textsOf } from "./request-bytes.ts"
import { bash, call, listing } from "./tool-work.ts"

const six = wave(6, (index) => `Part ${index}.`)

it("a wave that finds the window over 80 % full waits for one compaction, and more than twenty are refused", async () => {
  const scene = await openDispatchScene({
    plugin: coderRole,
    model: { limit: { context: 40_000, output: 4_000 } },
    orchestrator: [
      bash(listing(400)),
      bash(listing(500, "package")),
      bash(listing(380, "script")),
      call("dispatch", { action: "plan", count: 21 }),
      call("dispatch", { action: "plan", count: 6 }),
      six,
      six,
    ],
    subAgent: () => ({ text: "This part is sound." }),
  })
  const served = await scene.serve()
  await served.ask(await served.createSession(), "Look at everything.")

  const requests = scene.ofParent()
  const share = (index: number): number => (requests[index]?.tokens ?? 0) / 36_000
  expect(share(5)).toBeGreaterThan(0.8)
  const [, , , , planned, , ...rest] = requests.map(resultOf)
  expect(planned).toContain("21 sub-agents are more than the 20")
  const told = textsOf(requests.at(-1), "tool")
  expect(
    told.filter((text) => text.includes("Nothing was dispatched. Collected 0/6.")),
  ).toHaveLength(6)
  expect(told.filter((text) => text.includes("This part is sound."))).toHaveLength(6)
  expect(share(6)).toBeLessThan(0.7)
  expect(rest.length).toBe(2)
  expect(scene.tooLarge()).toEqual([])
})
