#!/usr/bin/env node
import { parityCommand } from "./host/parity-command.ts"
import { parseParityFlags } from "./host/parity-flags.ts"
import { EXIT, replayCommand } from "./host/replay-command.ts"
import { KEY_VARIABLE, parseReplayFlags } from "./host/replay-flags.ts"

const USAGE = `opencode-staged-compaction replay FILE… [flags]

Runs the pipeline over sessions that \`opencode export\` wrote, and says what of each prompt is left.

  --context N      the model's context, tokens; default: half of each session's largest prompt fits
  --output N       output tokens of the model (8000)
  --factor X       tokens reported for each token counted (1)
  --system N       tokens of system text and tool schemas, which exports do not hold (0)
  --read X         price of a token that the provider's cache holds (0.1)
  --write X        price of any other token (1.25)
  --options JSON   options of the plugin; its environment variables count too
  --gate LIST      bounds such as parity=96,lines=98,fit=100,cost=70,parity.worst=90
  --json           everything, for machines

  --live           sends prompts to a model, and compares what it would do next
  --live-url URL   OpenAI-compatible endpoint, ending in /v1; its key comes from ${KEY_VARIABLE}
  --live-model M   the model's name there
  --live-timeout S seconds to wait for an answer (120)
  --repeats N      times each prompt is sent (3)
  --sample N       requests that are asked about (20)

opencode-staged-compaction parity FILE… --options JSON [flags]

Takes the dispatches to sub-agents out of such sessions, compacts their prompts, and says whether the
same next actions follow and which lines that decide are left. Roles are those of --options.

  --budget N       tokens that each prompt may have; default: half of what it has
  --options JSON   options of the plugin; dispatch.roles says which agents count
  --json           everything, for machines

Exit codes: 0 done, 1 a bound of --gate does not hold or next actions differ, 2 wrong use, 3 a file cannot be read,
4 the live model gave no answers that could be compared.`

const say = { out: console.log, err: console.error }

const [command, ...args] = process.argv.slice(2)
process.exitCode = await run()

async function run(): Promise<number> {
  if (command === "--help" || command === "-h" || command === "help") return usage()
  if (command === "parity") return runParity()
  if (command !== "replay")
    return wrongUse(command ? `Unknown command "${command}"; expected replay or parity.` : "")
  const parsed = parseReplayFlags(args, process.env)
  switch (parsed.kind) {
    case "help":
      return usage()
    case "problem":
      return wrongUse(parsed.problem)
    case "replay":
      return replayCommand(parsed.flags, say)
  }
}

async function runParity(): Promise<number> {
  const parsed = parseParityFlags(args, process.env)
  switch (parsed.kind) {
    case "help":
      return usage()
    case "problem":
      return wrongUse(parsed.problem)
    case "parity":
      return parityCommand(parsed.flags, say)
  }
}

function usage(): number {
  say.out(USAGE)
  return EXIT.done
}

function wrongUse(problem: string): number {
  say.err(problem === "" ? USAGE : `${problem}\nSee opencode-staged-compaction --help.`)
  return EXIT.wrongUse
}
