import { styleText } from "node:util"

type Style = Parameters<typeof styleText>[0]

export const pageWidth = 120

const isColourful = process.stdout.isTTY && process.env.NO_COLOR === undefined

/** Text with a style where the terminal shows styles. */
export const styled = (style: Style, text: string): string =>
  isColourful ? styleText(style, text) : text

export const thousands = (value: number): string => Math.round(value).toLocaleString("en-US")

export const counted = (count: number, noun: string): string =>
  `${thousands(count)} ${noun}${count === 1 ? "" : "s"}`

/** Lines of at most the width, broken between words; only a longer word is broken itself. */
export const wrap = (text: string, width = pageWidth): string[] =>
  text
    .replaceAll(/\s+/g, " ")
    .match(new RegExp(`\\S{${width}}|\\S.{0,${width - 1}}(?=\\s|$)`, "g")) ?? [""]

/** The beginning of a text that is too long, up to the end of a word. */
export const shorten = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest).replace(/\s+\S*$/, "")} …`
