import { renderBlock } from "../../src/workflow/render-block.ts"
import type { BlockInput } from "../../src/workflow/render-block.ts"
import { workflow } from "./any-workflow.ts"
import { testCount } from "./meter.ts"

/** The block of one active workflow with much room, and whatever is said otherwise. */
export const render = (input: Partial<BlockInput>): string =>
  renderBlock({
    records: [workflow()],
    available: [],
    drifted: new Set(),
    tokens: 10_000,
    count: testCount,
    ...input,
  })
/** What the block says between its introduction and its end. */
export const told = (input: Partial<BlockInput>): readonly string[] =>
  render(input).split("\n").slice(3, -1)
export const named = (slug: string, description = "") => ({ slug, description })
export const numbered = (count: number, what: string): string[] =>
  Array.from({ length: count }, (_, index) => `${what} ${index + 1}`)
