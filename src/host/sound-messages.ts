import { asRecord, isRecord } from "../session/is-record.ts"

interface Given<Info, Part> {
  info: Info
  parts: Part[]
}

/**
 * Messages with what all that read them count on: each is the user's or an answer, has a list of parts,
 * and it and its parts have ids of their own. What a request cannot carry is left out, and what has no
 * id, or that of another, gets one by its place that no other has. The same list where nothing is odd.
 */
export function soundMessages<Info, Part>(
  messages: readonly Given<Info, Part>[],
): readonly Given<Info, Part>[] {
  const name = naming(messages.map((message) => asRecord(message)["info"]))
  const sound = messages.flatMap((message, index) => {
    if (!isRecord(message) || !isSent(message.info)) return []
    const info = name(message.info, `message-${index}`)
    const parts = soundParts(message.parts)
    return info === message.info && parts === message.parts ? [message] : [{ info, parts }]
  })
  return isSame(sound, messages) ? messages : sound
}

/** The same in place, as the host hands them to hooks. */
export function makeSound<Info, Part>(messages: Given<Info, Part>[]): void {
  const sound = soundMessages(messages)
  if (sound !== messages) messages.splice(0, messages.length, ...sound)
}

const isSent = (info: unknown): boolean =>
  ["user", "assistant"].includes(String(asRecord(info)["role"]))

function soundParts<Part>(parts: Part[]): Part[] {
  if (!Array.isArray(parts)) return []
  if (areSound(parts)) return parts
  const name = naming(parts)
  const sound = parts.flatMap((part, index) =>
    isRecord(part) ? [name(part, `part-${index}`)] : [],
  )
  return isSame(sound, parts) ? parts : sound
}

/** Nearly always: a long session has no time for more. */
function areSound(parts: readonly unknown[]): boolean {
  const ids = new Set<unknown>()
  for (const part of parts) {
    const id = isRecord(part) ? part["id"] : undefined
    if (typeof id !== "string" || id === "" || ids.has(id)) return false
    ids.add(id)
  }
  return true
}

/** Leaves each id to the first that has it; no id that is made is one that was given. */
function naming(entries: readonly unknown[]) {
  const given = new Set(entries.map((entry) => asRecord(entry)["id"]))
  const taken = new Set<string>()
  return <Entry>(entry: Entry, instead: string): Entry => {
    const { id } = asRecord(entry)
    const isOwn = typeof id === "string" && id !== "" && !taken.has(id)
    if (isOwn) {
      taken.add(id)
      return entry
    }
    let made = instead
    while (given.has(made)) made = `${made}-made`
    return { ...entry, id: made }
  }
}

const isSame = <Entry>(some: readonly Entry[], all: readonly Entry[]): boolean =>
  some.length === all.length && some.every((entry, index) => entry === all[index])
