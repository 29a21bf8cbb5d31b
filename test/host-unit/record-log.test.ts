import fs from "node:fs"
import path from "node:path"
import { describe, expect, it, vi } from "vitest"
import { createRecordLog } from "../../src/host/record-log.ts"
import { emptyFolder } from "../builders/empty-folder.ts"

/** A log of numbers, one a line; what is no number is no record. */
const open = (file: string) => {
  const causes: string[] = []
  const log = createRecordLog<number, number[]>({
    file,
    read: (line) => (/^\d+$/.test(line) ? Number(line) : undefined),
    write: String,
    empty: () => [],
    fold: (all, one) => void all.push(one),
    onMemoryOnly: (cause) => causes.push(cause),
  })
  return { log, causes, numbers: () => [...log.refresh()] }
}
const newFile = (content?: string): string => {
  const file = path.join(emptyFolder(), "log")
  if (content !== undefined) fs.writeFileSync(file, content)
  return file
}
const contentOf = (file: string): string => fs.readFileSync(file, "utf8")

describe("records in a file", () => {
  it("are read once each, however often they are asked for", () => {
    const file = newFile("1\n2\n")
    const { log, numbers } = open(file)
    expect([numbers(), numbers()]).toEqual([
      [1, 2],
      [1, 2],
    ])
    log.append([3])
    fs.appendFileSync(file, "4\n")
    expect(numbers()).toEqual([1, 2, 3, 4])
  })

  it("are left out where they are unreadable, and wait where they are torn", () => {
    const file = newFile("1\n\nx\n2\n3")
    const { numbers } = open(file)
    expect(numbers()).toEqual([1, 2])
    fs.appendFileSync(file, "4\n")
    expect(numbers()).toEqual([1, 2, 34])
  })

  it("stand on lines of their own behind one that was torn", () => {
    const file = newFile("1\n2")
    open(file).log.append([3, 4])
    expect(contentOf(file)).toBe("1\n2\n3\n4\n")
  })

  it("begin at the first line of a file that is there and empty", () => {
    const file = newFile("")
    open(file).log.append([1])
    expect(contentOf(file)).toBe("1\n")
  })

  it("are read anew where the file was cut, all of what is left and what came since", () => {
    const file = newFile("1\n2\n3\n")
    const { numbers, log } = open(file)
    numbers()
    fs.writeFileSync(file, "7\n")
    expect(numbers()).toEqual([7])
    log.append([8])
    expect(numbers()).toEqual([7, 8])
  })

  it("are read anew where another file has taken the name, however long it is", () => {
    const file = newFile("1\n")
    const { numbers } = open(file)
    numbers()
    fs.writeFileSync(`${file}.new`, "5\n6\n7\n")
    fs.renameSync(`${file}.new`, file)
    expect(numbers()).toEqual([5, 6, 7])
  })

  it.each([
    ["longer", "7\n8\n9\n10\n"],
    ["as long", "7\n8\n9\n"],
  ])("are read anew where a backup that is %s is copied over the file", (_, backup) => {
    const file = newFile("1\n2\n3\n")
    fs.utimesSync(file, 1, 1)
    const { numbers, log } = open(file)
    numbers()
    fs.writeFileSync(file, backup)
    expect(numbers()).toEqual(open(file).numbers())
    log.append([11])
    expect(numbers()).toEqual([...backup.trim().split("\n").map(Number), 11])
  })

  it.each<[string, (file: string) => void]>([
    ["a folder", (file) => fs.mkdirSync(file)],
    ["a link to a device", (file) => fs.symlinkSync("/dev/null", file)],
    [
      "gigabytes of nothing",
      (file) => {
        fs.writeFileSync(file, "")
        fs.truncateSync(file, 3 * 2 ** 30)
      },
    ],
  ])("stay as they were read where %s takes the name of their file", (_, put) => {
    const file = newFile("1\n2\n3\n")
    const { numbers, log, causes } = open(file)
    numbers()
    fs.rmSync(file)
    put(file)
    expect(numbers()).toEqual([1, 2, 3])
    log.append([4])
    expect([numbers(), causes.length]).toEqual([[1, 2, 3, 4], 1])
  })

  it("are read with what grows behind them, and a torn end is read once for each time it grows", () => {
    const file = newFile("1\n")
    fs.truncateSync(file, 1_000_000)
    const { numbers } = open(file)
    const reads = vi.spyOn(fs, "readSync")
    expect([numbers(), numbers(), numbers()]).toEqual([[1], [1], [1]])
    expect(reads).toHaveBeenCalledTimes(1)
    fs.appendFileSync(file, "\n2\n")
    expect([numbers(), numbers()]).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect(reads).toHaveBeenCalledTimes(2)
    reads.mockRestore()
  })

  it("are none any more where the file is emptied, and stay where it is gone for a moment", () => {
    const file = newFile("1\n")
    const { numbers } = open(file)
    numbers()
    fs.renameSync(file, `${file}.aside`)
    expect(numbers()).toEqual([1])
    fs.renameSync(`${file}.aside`, file)
    expect(numbers()).toEqual([1])
    fs.writeFileSync(file, "")
    expect(numbers()).toEqual([])
  })

  it("are not written where there are none, nor where the log is closed", () => {
    const file = newFile()
    const { log, numbers } = open(file)
    log.append([])
    log.close()
    log.append([1])
    expect([fs.existsSync(file), numbers()]).toEqual([false, []])
  })
})

describe("records that cannot be written", () => {
  it("are kept in memory with what the file had, told once, and counted once when it is there again", () => {
    const file = newFile("1\n")
    const { log, numbers, causes } = open(file)
    fs.renameSync(file, `${file}.aside`)
    fs.mkdirSync(file)
    numbers()
    log.append([2])
    log.append([3])
    expect([numbers(), causes.length]).toEqual([[2, 3], 1])
    fs.rmdirSync(file)
    fs.writeFileSync(file, "2\n9\n")
    expect(numbers()).toEqual([2, 3])
    log.append([4])
    expect([numbers(), contentOf(file)]).toEqual([[2, 3, 4], "2\n9\n"])
  })
})
