import { describe, expect, it } from "vitest"
import { findImitation } from "../../src/session/imitation.ts"
import { gap, imitationRejected, placeholder } from "../../src/session/texts.ts"

const note = placeholder({ what: "read src/a.ts, 12 lines", why: "old", handle: "1a2b3c4d" })
const wide = note.replace("[", "［").replace("]", "］").replace("recall", "ｒｅｃａｌｌ")
const unseen = note.replace("comp", "com\u200bp\u00ad").replace("1a2b", "1a\u20602b")
const entities = note.replace("[", "&#91;").replace("]", "&rsqb;")
const hole = gap({ lines: 7, handle: "1a2b3c4d" })

it("a rejected placeholder is shown broken, clipped, and without what a terminal obeys", () => {
  const shown = `(${note.replace("[", "[\\").replace("recall", "recall\\")})`
  expect(imitationRejected(note)).toContain(shown)
  expect(imitationRejected(note.replace("read", "\u001b[31mread"))).toContain(shown)
  const long = note.replace("read", `c${"\u0301".repeat(100_000)}`)
  expect(imitationRejected(long).length).toBeLessThan(1_000)
})

describe("a placeholder in arguments", () => {
  it.each<[string, string, unknown, string]>([
    ["written to a file", "write", { filePath: "a", content: `x\n${note}\ny` }, note],
    ["put in by an edit", "edit", { oldString: "a", newString: hole }, hole],
    ["beside one that an edit removes", "edit", { oldString: note, newString: hole }, hole],
    ["in a tool of two words", "NotebookEdit", { new_source: note }, note],
    ["in a tool that saves", "memory_save", { text: note }, note],
    ["in a tool that inserts", "db-insert", { rows: [note] }, note],
    ["in a tool that creates", "create_page", { body: note }, note],
    ["in a tool that replaces", "str_replace_editor", { new_str: note }, note],
    ["inside a list of edits", "multiedit", { edits: [{ newString: note }] }, note],
    ["inside a patch", "apply_patch", { patchText: `+${note}` }, note],
    ["in a command", "bash", { command: `echo '${note}'` }, note],
    ["in other letters", "write", { content: `x${note.toUpperCase()}` }, note.toUpperCase()],
    ["with wide brackets", "write", { content: wide }, wide],
    ["with signs in it that nobody sees", "bash", { command: `a ${unseen} b` }, unseen],
    ["with entities for its brackets", "write", { content: `<p>${entities}</p>` }, entities],
    ["behind one that is none", "write", { content: `[compacted] and ${unseen}` }, unseen],
    ["in a tool of a server", "filesystem_write_file", { content: note }, note],
  ])("is found %s", (_, tool, args, found) => {
    expect(findImitation(tool, args)).toBe(found)
  })

  it.each<[string, string, unknown]>([
    ["real content", "write", { content: "[compacted] text; recall it" }],
    ["a handle alone", "write", { content: "recall 1a2b3c4d" }],
    ["the todo list", "todowrite", { todos: [{ content: note }] }],
    ["text that an edit removes", "edit", { oldString: note, newString: "a" }],
    ["text that edits of a list remove", "multiedit", { edits: [{ old_string: note }] }],
    ["a tool whose name contains a patch", "dispatch_agent", { prompt: note }],
    ["a tool whose name contains an edit", "credit_check", { name: note }],
    ["the todo list by another name", "todo_write", { todos: [note] }],
    ["the recall tool", "recall", { handle: note }],
    ["a reading tool", "read", { filePath: note }],
    ["no arguments", "write", undefined],
    ["null", "write", null],
  ])("is not seen in %s", (_, tool, args) => {
    expect(findImitation(tool, args)).toBeUndefined()
  })
})
