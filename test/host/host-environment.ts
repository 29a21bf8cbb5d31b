import fs from "node:fs"
import { createRequire } from "node:module"
import net from "node:net"
import path from "node:path"
import { rgPath } from "@vscode/ripgrep"

/** Names the folder that another OpenCode is installed in: see test/host-versions. */
export const hostVariable = "STAGED_COMPACTION_HOST"

/** Anything smaller is the placeholder that stays when npm ran no install scripts. */
const smallestBinary = 1_000_000

/** The OpenCode binary of this repository's node_modules, or of the folder that was named. */
export const findHostBinary = (): string => {
  const other = process.env[hostVariable]
  const from = other === undefined ? import.meta.url : path.join(other, "package.json")
  const folder = path.dirname(createRequire(from).resolve("opencode-ai/package.json"))
  const platform = process.platform === "win32" ? "windows" : process.platform
  const file = platform === "windows" ? "opencode.exe" : "opencode"
  const candidates = [
    path.join(folder, "bin/opencode.exe"),
    path.join(folder, "..", `opencode-${platform}-${process.arch}`, "bin", file),
  ]
  const found = candidates.find((candidate) => {
    const status = fs.statSync(candidate, { throwIfNoEntry: false })
    return status !== undefined && status.size > smallestBinary
  })
  if (found === undefined)
    throw new Error(`No OpenCode binary at ${candidates.join(" or ")}: run npm install`)
  return found
}

/** Only these come from the developer's environment, so that no setting of theirs leaks in. */
const inherited = ["LANG", "SHELL", "SYSTEMROOT", "TERM"]

export const hostEnvironment = ({ home, project }: { home: string; project: string }) => {
  const temporary = path.join(home, "tmp")
  fs.mkdirSync(temporary, { recursive: true })
  const environment: Record<string, string> = {
    // The host's grep and glob need ripgrep and would download it.
    PATH: [path.dirname(rgPath), process.env.PATH ?? ""].join(path.delimiter),
    PWD: project,
    HOME: home,
    TMPDIR: temporary,
    XDG_DATA_HOME: path.join(home, ".local/share"),
    XDG_CONFIG_HOME: path.join(home, ".config"),
    XDG_STATE_HOME: path.join(home, ".local/state"),
    XDG_CACHE_HOME: path.join(home, ".cache"),
    GIT_CONFIG_NOSYSTEM: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
  }
  for (const name of inherited) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  return environment
}

export const findFreePort = async (): Promise<number> => {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== "object" || address === null) throw new Error("No free port")
  return address.port
}
