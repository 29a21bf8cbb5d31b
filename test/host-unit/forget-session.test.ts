import fs from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import { forgetSession } from "../../src/host/forget-session.ts"
import { safeName } from "../../src/host/safe-name.ts"
import { emptyFolder } from "../builders/empty-folder.ts"

/** What is left of these files when a session is forgotten. */
const left = (sessionID: string, files: readonly string[]): readonly string[] => {
  const folder = emptyFolder()
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    fs.writeFileSync(path.join(folder, file), "")
  }
  forgetSession(folder, sessionID)
  return files.filter((file) => fs.existsSync(path.join(folder, file)))
}

it.each<[string, string, readonly string[], readonly string[]]>([
  ["nothing where there is nothing", "ses_1", [], []],
  [
    "its journal, the copies of its state and its locks",
    "ses_1",
    [
      "ses_1.jsonl",
      "damaged/ses_1.ab.json",
      "damaged/ses_1.cd.json",
      "locks/ses_1",
      "locks/ses_1.x",
    ],
    [],
  ],
  [
    "what is named for it, by a safe name",
    "../a",
    [`${safeName("../a")}.jsonl`, `locks/${safeName("../a")}`],
    [],
  ],
  [
    "nothing of others, though their names begin alike",
    "ses_1",
    ["ses_10.jsonl", "damaged/ses_10.ab.json", "locks/ses_10", "locks/ses_10.x", "models.json"],
    ["ses_10.jsonl", "damaged/ses_10.ab.json", "locks/ses_10", "locks/ses_10.x", "models.json"],
  ],
])("a session that is deleted takes with it %s", (_, sessionID, files, expected) => {
  expect(left(sessionID, files)).toEqual(expected)
})

it("a session that is deleted takes nothing with it through a link out of the folder", () => {
  const folder = emptyFolder()
  const others = emptyFolder()
  const names = ["ses_1", "ses_1.ab.json"]
  for (const name of names) fs.writeFileSync(path.join(others, name), "")
  for (const name of ["damaged", "locks", "results"])
    fs.symlinkSync(others, path.join(folder, name))
  forgetSession(folder, "ses_1")
  expect(fs.readdirSync(others)).toEqual(names)
})

it("a session that is deleted takes its journal with it where the data folder is a link", () => {
  const folder = path.join(emptyFolder(), "link")
  const moved = emptyFolder()
  fs.symlinkSync(moved, folder)
  fs.writeFileSync(path.join(moved, "ses_1.jsonl"), "")
  forgetSession(folder, "ses_1")
  expect(fs.readdirSync(moved)).toEqual([])
})
