import { beforeAll, expect, it } from "vitest"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { eager, goodSummary, moduleFiles, moduleWork, stageCWindow } from "./summarizer.ts"
import { call, say } from "./tool-work.ts"

const steps = 30

let scene: Scene
let served: Served

/** A summarizer that drops every fact, on purpose. */
const forgetful = goodSummary("Some things were done.")

beforeAll(async () => {
  scene = await openScene({
    model: { limit: stageCWindow, summary: () => ({ text: forgetful }) },
    plugin: { compact: false, summarize: eager },
    host: { files: moduleFiles(steps) },
  })
  served = await scene.serve()
})

const subjects = [
  ["T-101", "parser", "src/legacy/parser.c", "main"],
  ["OPS-7", "login", "config/secrets.yaml", "production"],
  ["#4711", "invoice", "db/schema.sql", "release/2.x"],
  ["JIRA-88", "search", "vendor/engine.js", "trunk"],
  ["gh-19", "upload", "public/index.html", "gh-pages"],
  ["A1", "cache", "src/cache/index.ts", "stable"],
  ["feat/42", "queue", "infra/main.tf", "deploy"],
  ["BUG 3", "mailer", "templates/mail.mjml", "master"],
  ["2026-11", "export", "reports/final.csv", "archive"],
  ["X-0", "sync", "keys/id_rsa.pub", "hotfix"],
] as const

it.each(subjects)(
  "task %s keeps its id, contract, constraints, todos and failing test through three summaries and a compaction",
  async (task, name, file, branch) => {
    const requested = [
      `The task id is ${task}.`,
      `The output format is one JSON object with the keys task_id and ${name}_status.`,
      `Never push to ${branch}.`,
      `The file ${file} must not be touched.`,
    ]
    const todos = [
      { content: `Make the ${name} test pass`, status: "in_progress", priority: "high" },
      { content: `Describe ${name} in the changelog`, status: "pending", priority: "low" },
    ]
    const failing = `FAIL test/${name}.test.ts > ${name} keeps its order`
    const session = await served.createSession()
    scene.play([say("Understood.")])
    await served.prompt(session, requested.join("\n"))
    scene.play([
      call("todowrite", { todos }),
      call("bash", {
        command: `echo "${failing}"; exit 1`,
        description: `Run the ${name} test`,
      }),
      ...moduleWork(steps),
    ])
    await served.prompt(session, "Get it to work, module by module")

    const journal = scene.journal(session)
    expect(journal.filter(({ type }) => type === "summarized").length).toBeGreaterThan(2)
    const planted = [...requested, failing, ...todos.map(({ content }) => content)]
    const lost = (): string[] => {
      const last = JSON.stringify(scene.main(session).at(-1)?.body)
      return planted.filter((fact) => !last.includes(fact))
    }
    expect(lost()).toEqual([])

    // The host's own compaction takes the user's words and the todo list out of the prompt.
    await served.compact(session)
    const native = scene.model.requests.findLast(({ kind }) => kind === "summary")
    expect(native?.messages.map(({ text }) => text).join("\n")).toContain("Some things were done.")
    scene.play([say("On I go.")])
    await served.prompt(session, "Go on")
    expect(lost()).toEqual([])
    expect(scene.main(session).filter(({ overLimit }) => overLimit)).toEqual([])
  },
)
