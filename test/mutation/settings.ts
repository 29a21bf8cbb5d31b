/** Parts of src/, each with a share of its own; what lies in none of the folders is "top". */
export const rooms = ["session", "dispatch", "workflow", "replay", "host", "top"] as const
export type Room = (typeof rooms)[number]

export const isRoom = (name: string): name is Room => rooms.some((room) => room === name)

/** Of a path such as `src/host/gate.ts`. */
export const roomOf = (file: string): Room =>
  rooms.find((room) => file.split("/")[1] === room) ?? "top"

/** Mutants of a run; fewer say little about six rooms. */
export const usualCount = 160
/** No room has fewer, where it has as many, so that its share is more than chance. */
export const fewestOfRoom = 8

/** Percent of the mutants that have to be noticed; a room of its own bound is held to that one. */
export const bounds: { readonly all: number } & Partial<Record<Room, number>> = {
  all: 85,
  host: 80,
}

/**
 * Kinds of Stryker's mutators that are left out: texts for people and models, whose wording no test
 * should pin down. Where a string decides something, the comparison with it is mutated all the same.
 */
export const excludedKinds = ["StringLiteral"]

/** A few lines that run as a process of its own alone, from dist, where no mutant is. */
export const excludedFiles = ["src/cli.ts"]

/** The projects of vitest.config.ts whose tests look for mutants, in this order: no real host. */
export const testProjects: readonly string[] = ["unit", "memory"]

/** Tests that cannot see a mutant, or would start a real host if a project had them. */
export const excludedTests = [
  "test/contract/**",
  // About the tests' own tools.
  "test/run/**",
  "test/demo/**",
  "test/mutation/**",
  // About dist, which is built from sources without mutants.
  "test/package.test.ts",
  "test/command/built-program.test.ts",
]

/** Names of files in the copy of the tree. */
export const chosenFile = "chosen-mutants.json"
export const resultFile = "mutation-result.json"
export const strykerFile = "stryker.mutation.json"
export const setUpErrorsFile = "set-up-errors.txt"
