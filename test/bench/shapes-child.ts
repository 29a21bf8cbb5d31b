import { MOST_FOR_A_SHAPE, worstShape } from "./goals.ts"
import { measureCrowds } from "./measure-crowds.ts"
import { measureShapes } from "./measure-shapes.ts"
import { shapeLines } from "./report.ts"
import { collectSourceFiles, findRepository } from "./source-files.ts"

/** Prints what the worst shapes are in the runtime that this is started in, and fails where one takes too long. */
const files = collectSourceFiles(findRepository(new URL(".", import.meta.url).pathname))
const shapes = [...(await measureShapes(files)), ...measureCrowds()]
process.stdout.write(`${shapeLines(shapes).join("\n")}\n`)
if (worstShape(shapes) > MOST_FOR_A_SHAPE) process.exitCode = 1
