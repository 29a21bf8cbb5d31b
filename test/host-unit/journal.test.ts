import fs from "node:fs"
import path from "node:path"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createJournal, journalFile } from "../../src/host/journal.ts"
import type { Journal } from "../../src/host/journal.ts"
import { editRecord } from "../../src/session/events.ts"
import { writeLine } from "../../src/session/record-line.ts"
import type { JournalRecord } from "../../src/session/events.ts"
import { emptyJournalState } from "../../src/session/journal-state.ts"
import { anyEdit } from "../builders/any-edit.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { holds } from "../builders/holds.ts"

const refusedOf = (journal: Journal): string[] => [...journal.refresh().refused]
const refusal = (message: string): JournalRecord => ({
  type: "dispatch_prompt_overflow_terminal",
  message,
  forecast: 30,
  limit: 20,
})

const open = (folder: string, sessionID = "ses_1", causes: string[] = []): Journal =>
  createJournal({ folder, sessionID, onMemoryOnly: (cause) => causes.push(cause) })

const modeOf = (file: string): number => fs.statSync(file).mode & 0o777

/** A journal whose file holds these bytes. */
const openWith = (content: string | Buffer): { journal: Journal; file: string } => {
  const folder = emptyFolder()
  const file = journalFile(folder, "ses_1")
  fs.writeFileSync(file, content)
  return { journal: open(folder), file }
}

describe("a journal", () => {
  it("gives back what was appended, after a restart too", () => {
    const folder = path.join(emptyFolder(), "not", "there", "yet")
    const journal = open(folder)
    journal.append([refusal("m1"), refusal("m2 with ä and 漢")])
    expect([refusedOf(journal), refusedOf(open(folder))]).toEqual([
      ["m1", "m2 with ä and 漢"],
      ["m1", "m2 with ä and 漢"],
    ])
  })

  it("reads on when another process has appended, without folding anything twice", () => {
    const folder = emptyFolder()
    const [mine, theirs] = [open(folder), open(folder)]
    const edit = editRecord(fc.sample(anyEdit, { numRuns: 1, seed: 1 })[0] ?? failure())
    mine.append([edit])
    theirs.append([edit, refusal("m1")])
    expect([mine.refresh().edits.length, mine.refresh().edits.length, refusedOf(theirs)]).toEqual([
      2,
      2,
      ["m1"],
    ])
  })

  it("is empty without a file, and writes none for nothing", () => {
    const folder = emptyFolder()
    const journal = open(folder)
    journal.append([])
    expect([journal.refresh(), fs.readdirSync(folder)]).toEqual([emptyJournalState(), []])
  })

  it("is readable by its owner only", () => {
    const folder = path.join(emptyFolder(), "data")
    open(folder).append([refusal("m1")])
    expect([modeOf(folder), modeOf(journalFile(folder, "ses_1"))]).toEqual([0o700, 0o600])
  })

  it("takes only records of its own session, also where they stand in its file", () => {
    const { journal } = openWith(
      `${writeLine(refusal("m1"), "ses_1")}\n${writeLine(refusal("m2"), "ses_2")}\n`,
    )
    expect(refusedOf(journal)).toEqual(["m1"])
  })

  it("starts over when its file was cut", () => {
    const folder = emptyFolder()
    const journal = open(folder)
    journal.append([refusal("m1"), refusal("m2")])
    journal.refresh()
    fs.writeFileSync(journalFile(folder, "ses_1"), `${writeLine(refusal("m3"), "ses_1")}\n`)
    expect(refusedOf(journal)).toEqual(["m3"])
  })

  it("goes on in memory where its folder cannot be written, and says so once", () => {
    const blocked = path.join(emptyFolder(), "file")
    fs.writeFileSync(blocked, "")
    const causes: string[] = []
    const journal = open(path.join(blocked, "sub"), "ses_1", causes)
    journal.append([refusal("m1")])
    journal.append([refusal("m2")])
    expect([refusedOf(journal), causes]).toEqual([
      ["m1", "m2"],
      [expect.stringContaining("ENOTDIR")],
    ])
  })

  it("keeps in memory what it had read when its folder became unwritable", () => {
    const folder = emptyFolder()
    const journal = open(folder)
    journal.append([refusal("m1")])
    journal.refresh()
    fs.rmSync(folder, { recursive: true })
    fs.writeFileSync(folder, "in the way")
    journal.append([refusal("m2")])
    expect(refusedOf(journal)).toEqual(["m1", "m2"])
  })
})

function failure(): never {
  throw new Error("No sample")
}

describe("a damaged journal", () => {
  const earlier = `${writeLine(refusal("m1"), "ses_1")}\n${writeLine(refusal("m2"), "ses_1")}\n`
  const last = Buffer.from(`${writeLine(refusal("m3 ä漢👩‍👧"), "ses_1")}\n`)

  it("keeps what stands before a record cut at any byte, and what is appended behind it", () => {
    const cuts = Array.from({ length: last.length }, (_, length) => {
      const { journal, file } = openWith(
        Buffer.concat([Buffer.from(earlier), last.subarray(0, length)]),
      )
      const before = refusedOf(journal)
      journal.append([refusal("m4")])
      return { before, after: refusedOf(journal), again: refusedOf(open(path.dirname(file))) }
    })
    const torn = { before: ["m1", "m2"], after: ["m1", "m2", "m4"], again: ["m1", "m2", "m4"] }
    // Without its line end alone the record is whole: it counts as soon as the line is closed.
    const whole = ["m1", "m2", "m3 ä漢👩‍👧", "m4"]
    expect(cuts).toEqual([
      ...cuts.slice(0, -1).map(() => torn),
      { before: ["m1", "m2"], after: whole, again: whole },
    ])
  })

  it("is folded without a fault, whatever its bytes are", () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array))
    const line = fc.oneof(
      bytes,
      fc.json().map((text) => Buffer.from(text)),
      anyEdit.map((edit) => Buffer.from(writeLine(editRecord(edit), "ses_1"))),
      fc
        .dictionary(fc.constantFrom("type", "message", "field", "edits", "at"), fc.jsonValue())
        .map((value) =>
          Buffer.from(JSON.stringify({ v: 1, session: "ses_1", type: "edit", ...value })),
        ),
    )
    const content = fc
      .array(line)
      .map((lines) => Buffer.concat(lines.flatMap((one) => [one, Buffer.from("\n")])))
    holds(
      fc.property(content, fc.boolean(), (good, torn) => {
        const { journal } = openWith(torn ? good.subarray(0, -2) : good)
        journal.append([refusal("m9")])
        expect(refusedOf(journal)).toContain("m9")
      }),
      60,
    )
  })
})
