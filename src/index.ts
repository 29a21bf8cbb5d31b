import type { PluginModule } from "@opencode-ai/plugin"
import { server } from "./plugin.ts"

const plugin: PluginModule & { id: string } = { id: "opencode-staged-compaction", server }

export default plugin
