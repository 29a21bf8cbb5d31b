import { spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import net from "node:net"
import path from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import { emptyFolder } from "../builders/empty-folder.ts"
import { findRepository } from "./find-repository.ts"
import { patience } from "./patience.ts"
import { withinPatience } from "./within-patience.ts"

const repository = findRepository(import.meta.dirname)
const vitest = path.join(repository, "node_modules/vitest/vitest.mjs")
const config = path.join(import.meta.dirname, "killed/vitest.config.ts")

const servers: net.Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A run of Vitest in a process group of its own, whose processes hold a connection while they live. */
const startRun = async () => {
  const temporary = emptyFolder()
  const living = new Set<string>()
  const server = net.createServer((socket) => {
    socket.setEncoding("utf8").on("data", (text: string) => {
      const name = text.trim()
      living.add(name)
      socket.once("close", () => {
        living.delete(name)
        server.emit("change")
      })
      server.emit("change")
    })
    // A killed process ends its connection abruptly.
    socket.on("error", () => {})
  })
  servers.push(server)
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  const port = typeof address === "object" && address ? address.port : 0
  const runner = spawn(process.execPath, [vitest, "run", "--config", config], {
    env: { PATH: process.env["PATH"], TMPDIR: temporary, KNOCK_PORT: String(port) },
    detached: true,
    stdio: "ignore",
  })
  const until = (what: string, isSo: () => boolean) =>
    withinPatience(
      { what, starts: 1 },
      (async () => {
        while (!isSo()) await once(server, "change")
      })(),
    )
  return { runner, temporary, living, until }
}

describe.skipIf(process.platform === "win32")(
  "of a run that is killed nothing stays behind",
  () => {
    it.each<[how: string, signal: NodeJS.Signals, sign: 1 | -1]>([
      ["its main process is killed", "SIGKILL", 1],
      ["its process group is killed", "SIGKILL", -1],
      ["somebody presses Ctrl-C", "SIGINT", -1],
    ])("when %s", async (_, signal, sign) => {
      const { runner, temporary, living, until } = await startRun()
      await until("the run to start what it leaves behind", () => living.size === 3)
      expect(fs.readdirSync(temporary)).not.toEqual([])
      process.kill(sign * (runner.pid ?? 0), signal)
      await until("the guardian to end its processes", () => living.size === 0)
      await expect.poll(() => fs.readdirSync(temporary), { timeout: patience(1) }).toEqual([])
    })
  },
)
