import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { expect, it } from "vitest"
import { measure } from "../demo/comparison.ts"
import { collectDemoFiles } from "../demo/demo-files.ts"
import { driveSession } from "../demo/drive-session.ts"
import { createSessionScript } from "../demo/session-script.ts"

const repository = path.resolve(import.meta.dirname, "../..")

it("the demo's session stays within its model's limit, and says what was done to its requests", async () => {
  const files = collectDemoFiles(repository)
  const turns = createSessionScript(files).slice(0, 4)
  const printed: string[] = []
  const result = await driveSession({
    turns,
    files,
    limit: { context: 24_000, output: 4_000 },
    factor: 1.2,
    root: fs.mkdtempSync(path.join(os.tmpdir(), "demo-scene-")),
    plugin: new URL("../../dist/index.js", import.meta.url).href,
    print: (line) => void printed.push(line),
  })
  expect(result).toMatchObject({ invalid: [], failures: [], aborted: undefined })
  expect(result.calls).toBe(turns.flatMap(({ steps }) => steps.flat()).length)
  expect(result.journaled).toBeGreaterThanOrEqual(measure(result).requests)
  expect(measure(result)).toMatchObject({ refused: 0, overLimit: 0, errors: 0 })
  expect(printed.join("\n")).toMatch(/Stage A/)
})
