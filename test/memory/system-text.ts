import fs from "node:fs"
import path from "node:path"
import type { HostTexts } from "../host/host-texts.ts"
import type { Agent } from "./agents.ts"
import type { HeadedFile } from "./files.ts"
import type { HostModel } from "./models.ts"

interface SystemOptions {
  readonly texts: HostTexts
  readonly project: string
  readonly agent: Agent
  readonly model: Pick<HostModel, "id" | "providerID" | "name">
  readonly skills: readonly HeadedFile[]
}

const environmentStart = "You are powered by the model named"
const environmentEnd = "</env>"
const skillsEnd = "</available_skills>"

const skillEntry = ({ head, name, file }: HeadedFile): string =>
  [
    "  <skill>",
    `    <name>${head["name"] ?? name}</name>`,
    `    <description>${head["description"] ?? ""}</description>`,
    `    <location>${file}</location>`,
    "  </skill>\n",
  ].join("\n")

const instructions = (project: string): string[] => {
  const file = path.join(project, "AGENTS.md")
  return fs.existsSync(file) ? [`Instructions from: ${file}\n${fs.readFileSync(file, "utf8")}`] : []
}

/** The recorded system text, with what differs from one project, model and agent to another. */
export const systemText = ({ texts, project, agent, model, skills }: SystemOptions): string => {
  const recorded = texts.system.replaceAll(texts.project, project)
  const start = recorded.indexOf(environmentStart)
  const end = recorded.indexOf(environmentEnd) + environmentEnd.length
  const environment = recorded
    .slice(start, end)
    .replace(/named \S+\. The exact model ID is \S+/, () => {
      const { id, providerID, name } = model
      return `named ${name}. The exact model ID is ${providerID}/${id}`
    })
  const listed = skills.map(skillEntry).join("")
  const rest = recorded.slice(end).trimStart().replace(skillsEnd, `${listed}${skillsEnd}`)
  return [
    agent.prompt ?? recorded.slice(0, start).replace(/\n$/, ""),
    environment,
    ...instructions(project),
    rest,
  ]
    .filter((text) => text !== "")
    .join("\n")
}
