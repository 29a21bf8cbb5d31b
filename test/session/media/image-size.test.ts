import { expect, it } from "vitest"
import { imageSize } from "../../../src/session/media/image-size.ts"
import { smallPng } from "../../fixtures/small-png.ts"

const bytes = (...pieces: (string | number[])[]): string =>
  pieces
    .map((piece) => (typeof piece === "string" ? piece : String.fromCharCode(...piece)))
    .join("")
const png = smallPng({ width: 640, height: 480 }).toString("latin1")
const start = [0xff, 0xd8]
const frame = (kind: number): number[] => [0xff, kind, 0, 17, 8, 0x01, 0xe0, 0x02, 0x80]
const camera = [0xff, 0xe1, 0x40, 0x02, ...Array.from({ length: 0x40_00 }, () => 0xff)]
const rest = "\0".repeat(30)

it.each([
  ["PNG", png],
  ["JPEG", bytes(start, frame(0xc0))],
  ["progressive JPEG", bytes(start, frame(0xc2))],
  ["JPEG of a camera", bytes(start, camera, [0xff, 0xff], frame(0xc0))],
  ["GIF", bytes("GIF89a", [0x80, 2, 0xe0, 1])],
  ["lossy WebP", bytes("RIFF....WEBPVP8 ....", [0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 2, 0xe0, 1])],
  ["lossless WebP", bytes("RIFF....WEBPVP8L....", [0x2f, 0x7f, 0xc2, 0x77, 0], rest)],
  ["extended WebP", bytes("RIFF....WEBPVP8X....", [0, 0, 0, 0, 0x7f, 2, 0, 0xdf, 1, 0])],
])("the size of a %s is read from its head", (_, picture) => {
  expect(imageSize(picture)).toEqual({ width: 640, height: 480 })
})

it.each([
  ["nothing", ""],
  ["an unknown kind", "BM......"],
  ["a PNG cut short", png.slice(0, 20)],
  ["a PNG without pixels", png.slice(0, 16) + rest],
  ["a JPEG without a frame", bytes(start, camera)],
  ["a JPEG whose segments go nowhere", bytes(start, [0xff, 0xe0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])],
  ["a GIF cut short", "GIF89a.."],
])("the size of %s is not known", (_, picture) => {
  expect(imageSize(picture)).toBeUndefined()
})
