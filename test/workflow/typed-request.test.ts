import { expect, it } from "vitest"
import { MOST } from "../../src/workflow/record.ts"
import { typedRequest } from "../../src/workflow/typed-request.ts"

const long = "t".repeat(3_000)
const cut = long.slice(0, MOST.task)
const around = (template: string, task: string, text: string) => ({ template, task, text })

it.each<[string, ReturnType<typeof around>, string | undefined]>([
  ["the command with its task", around("Do $1", "mend it", "Do mend it"), "/review mend it"],
  ["the command alone where it has none", around("Do it", "", "Do it"), "/review"],
  [
    "a task that has just room, whatever the message says",
    around("", "t".repeat(MOST.task - 2), "Do it"),
    `/review ${"t".repeat(MOST.task - 2)}`,
  ],
  [
    "all of a task that was cut, out of the message",
    around("Do $ARGUMENTS\nNever push.", cut, `Do ${long}\nNever push.`),
    `/review ${long}`,
  ],
  [
    "all of a task that was cut before a whole character",
    around("Do $ARGUMENTS", cut.slice(1), `Do ${long}`),
    `/review ${long}`,
  ],
  [
    "all of a task that was cut, where the host has put it behind the template",
    around("Do it.", cut, `Do it.\n\n${long}`),
    `/review ${long}`,
  ],
  [
    "nothing where the template has more than one place",
    around("$ARGUMENTS: $ARGUMENTS", cut, `${long}: ${long}`),
    undefined,
  ],
  ["nothing where it is no longer kept", around("", cut, long), undefined],
  [
    "nothing where the template was cut itself",
    around("x".repeat(MOST.guidance), cut, `${"x".repeat(MOST.guidance)}\n- Never push\n\n${long}`),
    undefined,
  ],
  [
    "nothing where the message begins otherwise",
    around("Do $ARGUMENTS", cut, `So do ${long}`),
    undefined,
  ],
  [
    "nothing where the message ends otherwise",
    around("Do $ARGUMENTS now", cut, `Do ${long}`),
    undefined,
  ],
])("of a message, what was typed is %s", (_, { template, task, text }, expected) => {
  const snapshot = { digest: "d", text: template }
  expect(typedRequest({ slug: "review", task, snapshot }, text)).toBe(expected)
})
