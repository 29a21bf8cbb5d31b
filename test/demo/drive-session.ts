import path from "node:path"
import type { RecordedRequest, Script } from "../host/reply.ts"
import { createScriptedModel } from "../host/scripted-model.ts"
import type { Limit } from "../host/scripted-model.ts"
import { createThrowawayHost } from "../host/throwaway-host.ts"
import type { DemoFile } from "./demo-files.ts"
import { readJournalSteps } from "./journal-steps.ts"
import { createRequestPrinter } from "./request-printer.ts"
import type { Turn } from "./session-script.ts"
import { styled, wrap } from "./text.ts"
import { createTurnRunner } from "./turn-runner.ts"

export interface DriveOptions {
  readonly turns: readonly Turn[]
  readonly files: readonly DemoFile[]
  readonly limit: Limit
  readonly factor: number
  /** The same folder for both halves, so that both send the same paths. */
  readonly root: string
  /** Entry of the plugin as a file URL; the bare host without it. */
  readonly plugin?: string
  readonly print: (line: string) => void
}

export interface DriveResult {
  readonly requests: readonly RecordedRequest[]
  readonly invalid: readonly string[]
  readonly failures: readonly string[]
  /** Tool calls that the session got round to. */
  readonly calls: number
  /** Requests about which the plugin's journal says something. */
  readonly journaled: number
  /** Why the session was broken off; undefined for one whose figures count. */
  readonly aborted: string | undefined
}

const sessionTitle = "Review"

const createTurnScript = (turns: readonly Turn[]) => {
  let turn = -1
  let step = 0
  let done = 0
  const script: Script = () => {
    const current = turns[turn]
    const calls = current?.steps[step]
    if (!current || !calls) return { text: current?.answer ?? "Done." }
    step += 1
    done += calls.length
    return { calls }
  }
  return {
    script,
    done: () => done,
    next: () => {
      turn += 1
      step = 0
    },
  }
}

/** Drives the whole session through a real host, and prints what happened to its requests. */
export const driveSession = async (options: DriveOptions): Promise<DriveResult> => {
  const { turns, files, limit, factor, root, plugin, print } = options
  const turnScript = createTurnScript(turns)
  let journal = ""
  const printer = createRequestPrinter({
    readSteps: () => (journal === "" ? [] : readJournalSteps(journal)),
    turns: turns.length,
    limit,
    hasPlugin: plugin !== undefined,
    print,
  })
  const model = await createScriptedModel({
    limit,
    factor,
    script: turnScript.script,
    onRequest: (request) => {
      if (request.kind !== "title") printer.add(request)
    },
  })
  const host = await createThrowawayHost({
    model,
    root,
    files: Object.fromEntries(files.map((file) => [file.path, file.lines.join("\n")])),
    ...(plugin !== undefined && { plugin: { url: plugin } }),
  })
  const failures: string[] = []
  try {
    const server = await host.serve()
    const session = await server.client.session.create({ body: { title: sessionTitle } })
    const id = session.data?.id
    if (id === undefined) throw new Error("The host created no session", { cause: session.error })
    if (plugin !== undefined)
      journal = path.join(host.dataFolder, "opencode-staged-compaction", `${id}.jsonl`)
    const { client } = server
    const runner = await createTurnRunner({ client, sessionID: id })
    let aborted: string | undefined
    for (const { user } of turns) {
      turnScript.next()
      printer.startTurn()
      const turn = await runner.run(user)
      printer.flush()
      if (turn.aborted) aborted = turn.error ?? "no reason given"
      // The turns behind it would not be the same session any more.
      if (turn.aborted) break
      if (turn.error === undefined) continue
      failures.push(turn.error)
      for (const line of wrap(`the run reported an error: ${turn.error}`))
        print(styled("red", line))
    }
    printer.close()
    await runner.close()
    const journaled = journal === "" ? 0 : readJournalSteps(journal).length
    await server.stop()
    const { requests, invalid } = model
    return { requests, invalid, failures, calls: turnScript.done(), journaled, aborted }
  } finally {
    await host.dispose()
    await model.close()
  }
}
