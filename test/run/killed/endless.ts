import { spawn } from "node:child_process"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { it } from "vitest"
import { noteFolder, noteGroup } from "../notes.ts"

const port = Number(process.env["KNOCK_PORT"])

/** Connects, says who it is, and stays until it is killed. */
const sleeper = (name: string) => `
  const socket = require("node:net").connect(${port}, "127.0.0.1", () => socket.write("${name}\\n"))
  setInterval(() => {}, 1_000_000)`

/** In a group of its own, as hosts and the shells that they start are. */
const startSleeper = (name: string, env: NodeJS.ProcessEnv): number | undefined =>
  spawn(process.execPath, ["-e", sleeper(name)], { env, detached: true, stdio: "ignore" }).pid

it("never ends", async () => {
  fs.mkdtempSync(path.join(os.tmpdir(), "left-behind-"))
  // Beside the run's folder, as what has to lie elsewhere.
  noteFolder(fs.mkdtempSync(path.join(os.tmpdir(), "..", "left-outside-")))
  startSleeper("unnoted", process.env)
  const noted = startSleeper("noted", {})
  if (noted !== undefined) noteGroup(noted)
  const socket = net.connect(port, "127.0.0.1", () => socket.write("worker\n"))
  await new Promise(() => {})
})
