import { execFileSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { z } from "zod"

const root = fileURLToPath(new URL("..", import.meta.url))
const read = (name: string): string => fs.readFileSync(path.join(root, name), "utf8")

const manifest = z
  .object({
    name: z.string(),
    version: z.string(),
    main: z.string(),
    types: z.string(),
    exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
    files: z.array(z.string()),
    dependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read("package.json")))

const paths = [
  manifest.main,
  manifest.types,
  ...Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === "string" ? [entry] : Object.values(entry),
  ),
]

const built = (): string[] =>
  fs
    .readdirSync(path.join(root, "dist"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))

const entry = pathToFileURL(path.join(root, manifest.main)).href

/** What a fresh Node says about a module, as JSON. */
const evaluate = (script: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }),
  )

describe("the package", () => {
  beforeAll(() => {
    if (!fs.existsSync(path.join(root, manifest.main)))
      throw new Error("There is no dist: npm test builds it first")
  })

  it("has every file it promises", () => {
    expect(paths.filter((name) => !fs.existsSync(path.join(root, name)))).toEqual([])
  })

  it("loads by its name, as the host does it", () => {
    const script = `const module = await import(${JSON.stringify(entry)}); console.log(JSON.stringify({
      exports: Object.keys(module),
      keys: Object.keys(module.default),
      id: module.default.id,
      server: typeof module.default.server,
    }))`
    expect(evaluate(script)).toEqual({
      exports: ["default"],
      keys: ["id", "server"],
      id: manifest.name,
      server: "function",
    })
  })

  it("loads no tokenizer with the plugin", () => {
    const hooks = `export const resolve = (name, context, next) => {
      if (name.includes("tokenizer")) throw new Error("The tokenizer was loaded")
      return next(name, context)
    }`
    const script = `import { register } from "node:module"
      register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks)}))
      const { default: plugin } = await import(${JSON.stringify(entry)})
      console.log(JSON.stringify(plugin.id))`
    expect(evaluate(script)).toBe(manifest.name)
  })

  it("imports nothing of the host at run time, and nothing it does not install", () => {
    const imports = built().flatMap((name) =>
      [...read(path.join("dist", name)).matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(
        ([, specifier]) => specifier ?? "",
      ),
    )
    const packages = imports.filter((specifier) => !/^(?:\.|node:)/.test(specifier))
    expect([...new Set(packages)].toSorted()).toEqual(["gpt-tokenizer/encoding/o200k_base", "zod"])
    expect(Object.keys(manifest.dependencies).toSorted()).toEqual(["gpt-tokenizer", "zod"])
  })

  it("holds no tests", () => {
    expect(built().filter((name) => /test|fixture|demo/.test(name))).toEqual([])
    expect(manifest.files).toEqual(["dist", "docs", "CHANGELOG.md"])
  })

  it("has the version that the changelog describes last", () => {
    const [, newest] = /^## \[(\d[^\]]*)\]/m.exec(read("CHANGELOG.md")) ?? []
    expect(newest).toBe(manifest.version)
  })
})
