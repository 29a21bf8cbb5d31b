import { defineConfig } from "vitest/config"

/**
 * Milliseconds. No test is judged by the clock: what waits for something that may never come has a
 * limit of its own, which says what it waited for (test/run/patience.ts). This ends what has none.
 */
const lastResort = 30 * 60_000

/** Milliseconds. A state that is not there by then, on any machine, does not come any more. */
const longestPoll = 5 * 60_000

const scenes = "test/scenes/**/*.test.ts"
const contract = "test/contract/*.test.ts"

/** Scenes that only processes or wire protocols can show. */
const processes = [
  "anthropic",
  "bare-host",
  "chat-thinking",
  "demo",
  "folder-rules",
  "gemini",
  "listed-models",
  "native-identity",
  "openai-responses",
  "workflow-killed",
]
/** Scenes that are played on the real host in every run: its starts cost most of it. */
const always = [
  "anthropic",
  "chat-thinking",
  "demo",
  "fork",
  "gemini",
  "native-empty",
  "native-identity",
  "openai-responses",
  "restart",
  "sub-agents",
  "two-hosts",
  "undo",
  "workflow-killed",
]

const filesOf = (names: readonly string[]): string[] =>
  names.map((name) => `test/scenes/${name}.test.ts`)

/** With the mode `every-scene` all of them are played on the real host. */
export default defineConfig(({ mode }) => ({
  test: {
    globalSetup: "test/run/global-setup.ts",
    // Tests on the real host start processes and databases; two cores carry two of them at once.
    maxWorkers: 2,
    testTimeout: lastResort,
    hookTimeout: lastResort,
    expect: { poll: { timeout: longestPoll } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          // No test leaves anything behind in its worker, and imports cost more than all of them.
          isolate: false,
          include: ["test/**/*.test.ts"],
          exclude: [scenes, contract],
        },
      },
      {
        extends: true,
        test: {
          name: "memory",
          // Each scene has a host, a store and a plugin of its own.
          isolate: false,
          include: [scenes],
          exclude: filesOf(processes),
          setupFiles: "test/scenes/set-up.ts",
          provide: { sceneHost: "memory" as const },
        },
      },
      {
        extends: true,
        test: {
          name: "host",
          include: [contract, ...(mode === "every-scene" ? [scenes] : filesOf(always))],
          setupFiles: "test/scenes/set-up.ts",
          provide: { sceneHost: "real" as const },
        },
      },
    ],
  },
}))
