import path from "node:path"
import { z } from "zod"
import type { HeadedFile } from "../files.ts"
import { wantedText } from "./tool.ts"
import type { Tool } from "./tool.ts"

const todosSchema = z.array(
  z.object({ content: z.string(), status: z.string(), priority: z.string() }),
)

export const createTodoTool =
  (publish: (todos: { sessionID: string; todos: unknown }) => void): Tool =>
  ({ input, sessionID }) => {
    const todos = todosSchema.parse(input["todos"])
    publish({ sessionID, todos })
    const open = todos.filter(({ status }) => status !== "completed").length
    return {
      title: `${open} todos`,
      output: JSON.stringify(todos, undefined, 2),
      metadata: { todos, truncated: false },
    }
  }

export const createSkillTool =
  (skills: () => readonly HeadedFile[]): Tool =>
  ({ input }) => {
    const name = wantedText("skill", input, "name")
    const skill = skills().find((one) => one.name === name)
    if (!skill) throw new Error(`Skill "${name}" not found.`)
    const folder = path.dirname(skill.file)
    return {
      title: `Loaded skill: ${name}`,
      output: [
        `<skill_content name="${name}">`,
        `# Skill: ${name}`,
        "",
        skill.text,
        "",
        `Base directory for this skill: ${folder}`,
        "",
        "<skill_files>",
        "",
        "</skill_files>",
        "</skill_content>",
      ].join("\n"),
      metadata: { name, dir: folder, truncated: false },
    }
  }
