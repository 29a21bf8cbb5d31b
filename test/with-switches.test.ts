import { expect, it } from "vitest"
import { parseConfig } from "../src/parse-config.ts"

it.each([false, true])("%s is taken for a group that has a switch", (enabled) => {
  const { config, issues } = parseConfig({ summarize: enabled }, {})
  expect([config.summarize.enabled, config.summarize.payback, issues]).toEqual([enabled, 50, []])
})
