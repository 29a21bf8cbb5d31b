import { beforeAll, expect, inject } from "vitest"

declare module "vitest" {
  export interface ProvidedContext {
    /** Where Stryker keeps what the mutated sources tell it. */
    globalNamespace: string
  }
}

// Stryker takes what runs outside of any test for something that every test may depend on. What sets
// up a file of tests belongs to that file: see whole-files.ts.
beforeAll(() => {
  const stryker: unknown = Reflect.get(globalThis, inject("globalNamespace"))
  if (typeof stryker !== "object" || stryker === null) return
  Reflect.set(stryker, "currentTestId", `${expect.getState().testPath}#set-up`)
})
