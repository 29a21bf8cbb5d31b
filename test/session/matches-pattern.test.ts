import { describe, expect, it } from "vitest"
import { matchesPattern } from "../../src/session/matches-pattern.ts"

describe("a pattern", () => {
  it.each([
    ["anthropic/*", "anthropic/claude-sonnet", true],
    ["anthropic/*", "openrouter/anthropic/claude", false],
    ["*claude*", "anthropic/Claude-Opus", true],
    ["*", "", true],
    ["gpt-5.2", "gpt-5.2", true],
    ["gpt-5.2", "gpt-5x2", false],
    ["docs/*.md", "docs/a/b.md", true],
    ["docs/*.md", "docs/a.mdx", false],
    ["a+b(c)[d]", "a+b(c)[d]", true],
    ["", "a", false],
  ])("%s on %s: %s", (pattern, name, expected) => {
    expect(matchesPattern(pattern, name)).toBe(expected)
  })
})
