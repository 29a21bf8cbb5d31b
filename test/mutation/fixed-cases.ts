import { configureGlobal } from "fast-check"
import { seedVariable } from "./settings.ts"

// The same cases for the same seed; one that fails is enough, nobody reads the smallest.
configureGlobal({ seed: Number(process.env[seedVariable]), endOnFailure: true })
