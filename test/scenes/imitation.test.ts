import fs from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import type { Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import { bash, call, edit, read, write } from "./tool-work.ts"

const copied =
  "[compacted read src/a.ts, 120 lines: read again or overwritten below; recall 1a2b3c4d]"
const gap = "[compacted 40 lines here; recall 0f0f0f0f]"
/** Brackets, the word and even most of a placeholder are ordinary text. */
const ordinary = [
  "const list = [1, 2, 3] // [compacted] [recall 1a2b3c4d]",
  "The log was [compacted 4 lines here] and then [compacted again; recall it].",
].join("\n")

const imitations: readonly Reply[] = [
  write("b.ts", `first\n${copied}\nlast`),
  edit("a.ts", "alpha", gap),
  bash(`echo '${copied}' > c.ts`),
]
const others: readonly Reply[] = [
  // How a placeholder gets out of a file again.
  edit("a.ts", gap, "alpha"),
  write("b.ts", ordinary),
  edit("a.ts", "alpha", "[beta]"),
  bash("echo '[compacted]' > c.ts; cat c.ts"),
  call("grep", { pattern: "compacted 4", include: "*.ts" }),
  read("b.ts"),
]

const rejected = (found: string) =>
  expect.stringContaining(
    `This call contains a placeholder of the context compaction (${found.replace("[", "[\\").replace("recall", "recall\\")}), not real content, and was not run. Get the original with the recall tool`,
  )

it("a call that writes or runs a placeholder of ours is rejected, and nothing else is", async () => {
  const scene = await openScene({ host: { files: { "a.ts": "alpha\n" } } })
  const served = await scene.serve()
  scene.play([...imitations, ...others, { text: "All written." }])
  expect(await served.prompt(await served.createSession(), "Write the files")).toEqual({
    text: "All written.",
    error: "",
  })
  expect(textsOf(scene.main().at(-1), "tool")).toEqual([
    rejected(copied),
    rejected(gap),
    rejected(copied),
    expect.stringContaining("Could not find oldString"),
    expect.stringContaining("Wrote file successfully"),
    expect.stringContaining("Edit applied successfully"),
    "[compacted]\n",
    expect.stringContaining("Found 1 matches"),
    expect.stringContaining("2: The log was [compacted 4 lines here]"),
  ])
  const text = (name: string) => fs.readFileSync(path.join(scene.host.project, name), "utf8")
  expect([text("a.ts"), text("b.ts"), text("c.ts")]).toEqual([
    "[beta]\n",
    ordinary,
    "[compacted]\n",
  ])
  expect(scene.model.invalid).toEqual([])
})
