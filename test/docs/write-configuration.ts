import fs from "node:fs"
import path from "node:path"
import { configurationPage } from "./configuration-page.ts"

// npm runs scripts in the folder of package.json.
fs.writeFileSync(path.resolve("docs/configuration.md"), configurationPage())
