import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest } from "../host/reply.ts"
import type { ThrowawayHost } from "../host/throwaway-host.ts"

/** What differs from one host to another without being different. */
const general = (text: string, { root }: Pick<ThrowawayHost, "root">): string =>
  text
    .replaceAll(root, "(root)")
    // What the host says by itself was asked of it on another day.
    .replaceAll(/(Today's date: ).*/g, "$1(today)")
    .replaceAll(/\b(ses|msg|prt)_[0-9A-Za-z]+/g, "$1_(id)")
    // Handles are digests of texts that name the folder.
    .replaceAll(/recall [0-9a-f]{8}/g, "recall (handle)")
    // Where files are equally old, any order is as good.
    .replaceAll(/(?:\(root\)\S+\n?){2,}/g, (list) => list.trim().split("\n").toSorted().join(" "))

/**
 * Failures, and what stands around a skill, are told in the host's own words, of which no plugin
 * makes anything.
 */
const toolText = (text: string): string =>
  text.length < 200 && !text.includes("<")
    ? "(short)"
    : text.replace(/(Base directory for this skill: \S+)[^]*$/, "$1")

/** The same where a summary is asked for, which has the whole conversation as one text. */
const flatText = (text: string): string =>
  text
    .replace(/^The (?:previous|last) request [^]*?(?=Continue if)/, "(too large) ")
    .replaceAll(/(Base directory for this skill: \S+)[^]*?<\/skill_content>/g, "$1")
    .replaceAll(/\[Tool error\]: [^]*?(?=\n\[(?:User|Assistant|Tool)|\n<\/conv)/g, "[Tool error]")
    .replaceAll(
      /\[Tool result\]: [^<]{0,200}?(?=\n\[(?:User|Assistant|Tool)|\n<\/conv)/g,
      "[Tool result]",
    )

/** A request as the model saw it: who asks for what, in which words. */
export const requestLine = (
  { kind, messages, toolNames, body }: RecordedRequest,
  host: Pick<ThrowawayHost, "root">,
): string => {
  const said = messages.map(({ role, text, calls = [], reasoning }) => {
    const called = calls.map(({ name, input }) => `${name}(${String(input)})`)
    const shown = role === "tool" ? toolText(text) : flatText(text)
    return [role, general(shown, host), reasoning ?? "", general(called.join(), host)].join(": ")
  })
  return JSON.stringify([kind, asRecord(body)["max_tokens"], toolNames, said])
}
