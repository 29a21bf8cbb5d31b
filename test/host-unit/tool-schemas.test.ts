import { describe, expect, it } from "vitest"
import { createToolSchemas } from "../../src/host/tool-schemas.ts"

const large = { providerID: "acme", modelID: "large" }
const small = { providerID: "acme", modelID: "small" }
const read = { id: "read", description: "Reads a file", parameters: { type: "object" } }
const bash = { id: "bash", description: "Runs a command", parameters: {} }
const text =
  '{"type":"function","function":{"name":"read","description":"Reads a file","parameters":{"type":"object"}}}\n' +
  '{"type":"function","function":{"name":"bash","description":"Runs a command","parameters":{}}}'

const fail = async () => Promise.reject(new Error("offline"))
/** A host that gives these answers one after the other, and the last one from then on. */
const host = (...answers: readonly unknown[]) => {
  const asked: unknown[] = []
  const schemas = createToolSchemas(async (model) => {
    asked.push(model)
    const answer = answers[Math.min(asked.length, answers.length) - 1]
    return answer === fail ? fail() : answer
  })
  return { schemas, asked }
}

describe("the tools of a model", () => {
  it("are read once for each model, as they are sent", async () => {
    const { schemas, asked } = host([read, bash])
    expect([await schemas(large), await schemas(small), await schemas(large)]).toEqual([
      text,
      text,
      text,
    ])
    expect(asked).toEqual([large, small])
  })

  it("are read once for all who ask at the same time", async () => {
    const { schemas, asked } = host([read, bash])
    expect(await Promise.all([schemas(large), schemas(large)])).toEqual([text, text])
    expect(asked).toEqual([large])
  })

  it.each<[string, unknown]>([
    ["did not come", undefined],
    ["was empty", []],
    ["was no list", { error: "busy" }],
  ])("are not known where the answer %s, and are asked for again", async (_, answer) => {
    const { schemas, asked } = host(answer, [read, bash])
    expect([await schemas(large), await schemas(large), await schemas(large)]).toEqual([
      undefined,
      text,
      text,
    ])
    expect(asked).toEqual([large, large])
  })

  it("are asked for again where the call failed", async () => {
    const { schemas } = host(fail, [read, bash])
    expect([await schemas(large), await schemas(large)]).toEqual([undefined, text])
  })

  it("are those that were told before where the host does not answer any more", async () => {
    const { schemas } = host([read, { ...bash, parameters: undefined }], undefined)
    const told = await schemas(large)
    expect([told === undefined, (await schemas(large)) === told]).toEqual([false, true])
  })

  it.each<[string, object]>([
    ["a name", { ...bash, id: undefined }],
    ["a description", { ...bash, description: undefined }],
    ["parameters", { ...bash, parameters: undefined }],
  ])("are told without %s and kept no longer than this request", async (_, partial) => {
    const { schemas, asked } = host([read, partial], [read, bash])
    const first = await schemas(large)
    expect(first?.split("\n")[0]).toBe(text.split("\n")[0])
    expect(first?.split("\n")).toHaveLength(2)
    expect([await schemas(large), asked.length]).toEqual([text, 2])
  })
})
