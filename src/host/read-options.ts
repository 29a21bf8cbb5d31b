import type { Config } from "../config.ts"
import { parseConfig } from "../parse-config.ts"

/**
 * The plugin's own options, from the flag and from its environment variables.
 *
 * @throws where one is wrong; a command has nobody to fall back for.
 */
export function readOptions(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Error(`Expected --options to be the plugin's options as JSON, got "${text}".`, {
      cause,
    })
  }
  const { config, issues } = parseConfig(value, environment)
  if (issues.length > 0) throw new Error(issues.join("\n"))
  if (!config.enabled)
    throw new Error(
      "The option enabled, or its variable, switches the plugin off: nothing to replay.",
    )
  return config
}
