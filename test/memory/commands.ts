import { asRecord } from "../../src/session/is-record.ts"
import { agentOf, trigger } from "./instance.ts"
import type { Instance } from "./instance.ts"
import { parseModel } from "./agents.ts"
import { isUser } from "./history.ts"
import { promptParts } from "./prompt.ts"
import type { PromptBody } from "./prompt.ts"
import type { Runs } from "./runs.ts"

const placeholder = /\$(\d+)/g
const word = /"[^"]*"|'[^']*'|[^\s"']+/g

/** A template with what was typed behind the command's name; the last place takes all the rest. */
export const expandTemplate = (template: string, typed: string): string => {
  const words = (typed.match(word) ?? []).map((one) => one.replaceAll(/^["']|["']$/g, ""))
  const places = [...template.matchAll(placeholder)].map(([, number]) => Number(number))
  const last = Math.max(0, ...places)
  const filled = template
    .replaceAll(placeholder, (_, number: string) => {
      const at = Number(number) - 1
      return (Number(number) === last ? words.slice(at).join(" ") : words[at]) ?? ""
    })
    .replaceAll("$ARGUMENTS", typed)
  const takesNothing = places.length === 0 && !template.includes("$ARGUMENTS")
  return takesNothing && typed !== "" ? `${filled}\n\n${typed}` : filled
}

const textOr = (value: unknown, fallback: string): string =>
  typeof value === "string" ? value : fallback

const hintsIn = (template: string): string[] => [
  ...new Set([...template.matchAll(/\$(?:\d+|ARGUMENTS)/g)].map(([place]) => place)),
]

/** The host's own commands, the user's, and skills, which can be called as commands too. */
export const listCommands = ({ texts, config, skills }: Instance): object[] => [
  ...texts.commands,
  ...Object.entries(asRecord(config["command"])).map(([name, value]) => {
    const command = asRecord(value)
    return {
      name,
      source: "command",
      agent: null,
      model: null,
      subtask: null,
      hints: hintsIn(String(command["template"])),
      ...command,
    }
  }),
  ...skills().map(({ name, description, content: template }) => ({
    name,
    description,
    source: "skill",
    template,
    hints: [],
  })),
]

/** Runs a slash command; one for a sub-agent becomes a task of that agent. */
export const runCommand = async (
  host: Instance,
  runs: Runs,
  sessionID: string,
  { name, typed }: { readonly name: string; readonly typed: string },
): Promise<unknown> => {
  const command = asRecord(asRecord(host.config["command"])[name])
  const { template } = command
  if (typeof template !== "string") throw new Error(`Command not found: "${name}".`)
  const agent = agentOf(host, textOr(command["agent"], "build"))
  const asked = promptParts(host, expandTemplate(template, typed))
  const isTask =
    (agent.mode === "subagent" && command["subtask"] !== false) || command["subtask"] === true
  const last = host.store.messages(sessionID).findLast(isUser)?.info.model
  const model =
    agent.model ?? parseModel(command["model"]) ?? last ?? parseModel(host.config["model"])
  if (!model) throw new Error("No model is configured")
  const [text] = asked
  const parts: PromptBody["parts"] = isTask
    ? [
        {
          type: "subtask",
          agent: agent.name,
          description: textOr(command["description"], ""),
          command: name,
          model,
          prompt: text?.type === "text" ? text.text : "",
        },
      ]
    : asked
  const input = { command: name, sessionID, arguments: typed }
  await trigger(host, "command.execute.before", input, { parts })
  const answer = await runs.prompt(sessionID, {
    model,
    agent: isTask ? "build" : agent.name,
    parts,
  })
  const { info } = answer
  host.bus.publish("command.executed", { name, sessionID, arguments: typed, messageID: info.id })
  return answer
}
