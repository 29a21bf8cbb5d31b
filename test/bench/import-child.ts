import { spentOn } from "./spent.ts"

/** Prints the time that the import of its argument takes, and then that of the tokenizer. */
const [, , module] = process.argv
if (module === undefined) throw new Error("Expected a module to import")
const { wall, cpu } = await spentOn(() => import(module))
const tokenizer = await spentOn(() => import("gpt-tokenizer/encoding/o200k_base"))
process.stdout.write(`${wall} ${cpu} ${tokenizer.wall}`)
