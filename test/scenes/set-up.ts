import { afterAll } from "vitest"
import { closeScenes } from "./open-scene.ts"

afterAll(closeScenes)
