import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { emptyFolder } from "./empty-folder.ts"
import { leavePipe } from "./leave-pipe.ts"

/** What can stand where a file, or a folder, of ours is expected; nothing of it may be waited for. */
export const PLACED: readonly (readonly [string, (place: string) => void])[] = [
  ["a folder", (place) => fs.mkdirSync(place)],
  ["a full folder", (place) => fs.mkdirSync(path.join(place, "theirs"), { recursive: true })],
  ["a pipe", leavePipe],
  ["a socket", leaveSocket],
  ["a link to itself", (place) => fs.symlinkSync(place, place)],
  ["a link to nothing", (place) => fs.symlinkSync("/nowhere/at/all", place)],
  ["a link to a device that is full", (place) => fs.symlinkSync("/dev/full", place)],
  ["a link to a device that has no end", (place) => fs.symlinkSync("/dev/zero", place)],
  ["a link to a device that drops all", (place) => fs.symlinkSync("/dev/null", place)],
  ["a link to a file of others", (place) => fs.symlinkSync(othersFile(), place)],
  ["a file of three gigabytes", (place) => sparse(place, 3 * 2 ** 30)],
  ["an empty file", (place) => fs.writeFileSync(place, "")],
  [
    "bytes that are no text",
    (place) => fs.writeFileSync(place, Buffer.from([0xff, 0xc0, 0, 0x80])),
  ],
]

const OTHERS = "What others keep.\n"
let others: string | undefined

const othersFile = (): string => {
  others = path.join(emptyFolder(), "others.txt")
  fs.writeFileSync(others, OTHERS)
  return others
}

/** Whether the file of others that was linked to last is as it was. */
export const isOthersUntouched = (): boolean =>
  others === undefined || fs.readFileSync(others, "utf8") === OTHERS

function leaveSocket(place: string): void {
  const script = `require("net").createServer().listen(${JSON.stringify(place)}, () => process.kill(process.pid, "SIGKILL"))`
  spawnSync(process.execPath, ["-e", script])
}

function sparse(place: string, size: number): void {
  fs.writeFileSync(place, "")
  fs.truncateSync(place, size)
}
