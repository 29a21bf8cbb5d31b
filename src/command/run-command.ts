import { parityCommand } from "../host/parity-command.ts"
import { parseParityFlags } from "../host/parity-flags.ts"
import { EXIT, replayCommand } from "../host/replay-command.ts"
import type { Streams } from "../host/replay-command.ts"
import { parseReplayFlags } from "../host/replay-flags.ts"
import { visibleText } from "../session/quote.ts"
import { USAGE } from "./usage.ts"

/** What the command line has of the process that it runs in. */
export interface CommandPorts extends Streams {
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Runs what these arguments ask for; returns the exit code. */
export async function runCommand(
  [command, ...args]: readonly string[],
  ports: CommandPorts,
): Promise<number> {
  switch (command) {
    case "--help":
    case "-h":
    case "help":
      return usage(ports)
    case "replay":
      return runReplay(args, ports)
    case "parity":
      return runParity(args, ports)
    case undefined:
      return wrongUse("", ports)
    default:
      return wrongUse(`Unknown command "${command}"; expected replay or parity.`, ports)
  }
}

/** Names of files and sessions, and words of models, reach a terminal; JSON is for programs, which get it as it is. */
const shown = (ports: CommandPorts, { json }: { readonly json: boolean }): CommandPorts => ({
  ...ports,
  out: (text) => ports.out(json ? text : visibleText(text)),
  err: (text) => ports.err(visibleText(text)),
})

async function runReplay(args: readonly string[], ports: CommandPorts): Promise<number> {
  const parsed = parseReplayFlags(args, ports.environment)
  switch (parsed.kind) {
    case "help":
      return usage(ports)
    case "problem":
      return wrongUse(parsed.problem, ports)
    case "replay":
      return replayCommand(parsed.flags, shown(ports, parsed.flags))
  }
}

async function runParity(args: readonly string[], ports: CommandPorts): Promise<number> {
  const parsed = parseParityFlags(args, ports.environment)
  switch (parsed.kind) {
    case "help":
      return usage(ports)
    case "problem":
      return wrongUse(parsed.problem, ports)
    case "parity":
      return parityCommand(parsed.flags, shown(ports, parsed.flags))
  }
}

function usage({ out }: Streams): number {
  out(USAGE)
  return EXIT.done
}

function wrongUse(problem: string, { err }: Streams): number {
  err(problem === "" ? USAGE : `${visibleText(problem)}\nSee opencode-staged-compaction --help.`)
  return EXIT.wrongUse
}
