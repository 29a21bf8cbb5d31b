import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"

const program = fileURLToPath(new URL("../../dist/cli.js", import.meta.url))

const run = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> =>
  new Promise((done) => {
    const options = { env: { ...process.env, ...environment } }
    const child = execFile(process.execPath, [program, ...args], options, (_error, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    )
  })

it("the built program hands on its arguments and environment, and ends with the code and words of the command", async () => {
  const wrong = { SPEC_CONTEXT_DISPATCH_COMPACTION_V1: "perhaps" }
  const { code, out, err } = await run(["replay", "/nowhere.json"], wrong)
  expect({ code, out }).toEqual({ code: 2, out: "" })
  expect(err).toContain("SPEC_CONTEXT_DISPATCH_COMPACTION_V1")
  expect(err).toContain("See opencode-staged-compaction --help.\n")
})
