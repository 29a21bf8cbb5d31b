import path from "node:path"
import { afterAll } from "vitest"
import { runFolder } from "../run/run-folder.ts"
import { closeScenes } from "./open-scene.ts"

// A plugin in memory reads the configuration of this process: not the developer's.
process.env["XDG_CONFIG_HOME"] = path.join(runFolder(), "config")
delete process.env["OPENCODE_CONFIG_DIR"]

afterAll(closeScenes)
