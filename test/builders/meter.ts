import { digest } from "../../src/host/digest.ts"
import { createMeter } from "../../src/session/meter.ts"
import type { Meter } from "../../src/session/meter.ts"

/** Four characters a token: cheap, and the same everywhere. */
export const testCount = (text: string): number => Math.ceil(text.length / 4)

/** Counts cheaply; digests are the real ones. */
export const createTestMeter = (): Meter => createMeter({ count: testCount, digest })
