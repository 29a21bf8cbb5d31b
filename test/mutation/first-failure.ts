import { configureGlobal } from "fast-check"

// Of generated cases the first that fails is enough: nobody reads the smallest, and to look for it
// takes longer than all the rest.
configureGlobal({ endOnFailure: true })
