export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** Bytes in which a picture's size stands, with the thumbnails and profiles that cameras put before it. */
const HEAD_BYTES = 256_000
/** The same in base64. */
export const IMAGE_HEAD = Math.ceil(HEAD_BYTES / 3) * 4

/** Width and height of a picture in pixels, whatever it is called; undefined where its head does not tell. */
export function imageSize(bytes: string): ImageSize | undefined {
  const size = FORMATS.find(({ mark }) => mark.test(bytes))?.read(bytes)
  return size && size.width > 0 && size.height > 0 ? size : undefined
}

interface Format {
  readonly mark: RegExp
  readonly read: (bytes: string) => ImageSize | undefined
}

const FORMATS: readonly Format[] = [
  {
    mark: /^[^]PNG\r\n[^]\n[^]{4}IHDR[^]{8}/,
    read: (bytes) => ({ width: big(bytes, 16, 4), height: big(bytes, 20, 4) }),
  },
  {
    mark: /^GIF8[79]a[^]{4}/,
    read: (bytes) => ({ width: little(bytes, 6, 2), height: little(bytes, 8, 2) }),
  },
  { mark: /^RIFF[^]{4}WEBPVP8[ LX][^]{14}/, read: webpSize },
  { mark: /^\u00FF\u00D8\u00FF/, read: jpegSize },
]

/** The three kinds of WebP: lossy, lossless, and extended. */
function webpSize(bytes: string): ImageSize | undefined {
  if (bytes[15] === "X")
    return { width: little(bytes, 24, 3) + 1, height: little(bytes, 27, 3) + 1 }
  if (bytes[15] === "L") {
    const bits = little(bytes, 21, 4)
    return { width: (bits % 2 ** 14) + 1, height: (Math.floor(bits / 2 ** 14) % 2 ** 14) + 1 }
  }
  return { width: little(bytes, 26, 2) % 2 ** 14, height: little(bytes, 28, 2) % 2 ** 14 }
}

const FRAME = /[\u00C0-\u00C3\u00C5-\u00C7\u00C9-\u00CB\u00CD-\u00CF]/

/** A JPEG is a chain of segments that tell their lengths; one of them has the size. */
function jpegSize(bytes: string): ImageSize | undefined {
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== "\u00FF") return undefined
    if (FRAME.test(bytes.charAt(at + 1)))
      return { width: big(bytes, at + 7, 2), height: big(bytes, at + 5, 2) }
    // Fill bytes stand alone.
    at += bytes[at + 1] === "\u00FF" ? 1 : 2 + Math.max(2, big(bytes, at + 2, 2))
  }
  return undefined
}

const big = (bytes: string, at: number, count: number): number =>
  Array.from(bytes.slice(at, at + count)).reduce((sum, one) => sum * 256 + one.charCodeAt(0), 0)

const little = (bytes: string, at: number, count: number): number =>
  Array.from(bytes.slice(at, at + count)).reduceRight(
    (sum, one) => sum * 256 + one.charCodeAt(0),
    0,
  )
