import { describe, expect, it } from "vitest"
import { placeInsert } from "../../src/session/insert.ts"
import type { Insert, PlacedInsert } from "../../src/session/insert.ts"
import { MESSAGE_FRAME } from "../../src/session/meter.ts"
import { createTestMeter, testCount } from "../builders/meter.ts"
import { assistant, createTranscript, text, user } from "../builders/transcript.ts"

const block = "What holds in this session."
const insert = (after: string, said: string): Insert => ({
  after,
  text: said,
  tokens: said === "" ? 0 : testCount(said) + MESSAGE_FRAME,
})
const [old, ended] = [insert("m01", block), insert("m02", "")]
const transcript = createTranscript(user(text("Go")), assistant(text("Done")), user(text("On")))

describe("an insert", () => {
  it.each<[string, string, readonly Insert[], PlacedInsert]>([
    ["is none where nothing is to be said", "", [], { insert: undefined, fresh: undefined }],
    [
      "stands behind the newest message at first",
      block,
      [],
      { insert: insert("m03", block), fresh: insert("m03", block) },
    ],
    ["stays where it stood", block, [old], { insert: old, fresh: undefined }],
    [
      "stays where it stood last",
      block,
      [insert("m03", "Another."), old],
      { insert: old, fresh: undefined },
    ],
    [
      "stands anew where it says something else",
      "Another.",
      [old],
      { insert: insert("m03", "Another."), fresh: insert("m03", "Another.") },
    ],
    [
      "stands anew where its message is gone",
      block,
      [insert("m99", block)],
      { insert: insert("m03", block), fresh: insert("m03", block) },
    ],
    [
      "stands anew where it has said something else since",
      block,
      [old, insert("m02", "Another.")],
      { insert: insert("m03", block), fresh: insert("m03", block) },
    ],
    [
      "ends where nothing is to be said any more",
      "",
      [old],
      { insert: undefined, fresh: insert("m03", "") },
    ],
    ["ends once", "", [old, ended], { insert: undefined, fresh: undefined }],
    [
      "ends once, though the message is gone behind which it did",
      "",
      [old, insert("m99", "")],
      { insert: undefined, fresh: undefined },
    ],
    [
      "begins again after its end",
      block,
      [old, ended],
      { insert: insert("m03", block), fresh: insert("m03", block) },
    ],
  ])("%s", (_, said, inserts, expected) => {
    expect(
      placeInsert({ text: said, inserts, transcript, meter: createTestMeter() }),
    ).toStrictEqual(expected)
  })
})
