import { KEY_VARIABLE } from "../host/replay-flags.ts"

export const USAGE = `opencode-staged-compaction replay FILE… [flags]

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
