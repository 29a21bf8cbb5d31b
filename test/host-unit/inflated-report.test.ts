import { expect, it } from "vitest"
import { hooked } from "../builders/hooked.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { fileText } from "../builders/planning.ts"

const limits = { context: 100_000, output: 10_000 }

it.each([
  ["behind a long prompt", [prompted("m1", "word ".repeat(24_000))]],
  [
    "behind outputs",
    [prompted("m1", "Go"), stepped("m2", { output: fileText("alpha").repeat(30) })],
  ],
])("an inflated first report costs one prompt, and none after a restart: %s", async (_, start) => {
  const { run, params, say, restart } = hooked({ limits, options: { auto: false } })
  const history = [...start]
  const outcome = async (): Promise<string> =>
    params().then(
      () => "passed",
      () => "refused",
    )
  const prompt = async (id: string): Promise<string> => {
    await say(id, "On")
    history.push(prompted(id, "On"))
    await run("experimental.chat.messages.transform", {}, { messages: structuredClone(history) })
    return outcome()
  }
  const told = [await prompt("m3")]
  history.push(stepped("m4", { text: "Gone.", used: 99_500 }))
  told.push(await prompt("m5"), await prompt("m6"))
  expect(told).toEqual(["passed", "refused", "passed"])
  restart()
  expect([await prompt("m7"), await prompt("m8")]).toEqual(["passed", "passed"])
})
