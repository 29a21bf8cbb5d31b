/** `C:\p`, `c:/p`, `\\server\share`. Elsewhere a backslash is a part of a name. */
const WINDOWS_FOLDER = /^(?:[A-Za-z]:(?:[\\/]|$)|\\\\[^\\/])/

export const isWindowsFolder = (directory: string): boolean => WINDOWS_FOLDER.test(directory)

/** A path without its root; the root ends in no slash. */
interface Rooted {
  readonly root: string
  readonly rest: string
}

/**
 * The one spelling of a path in a session on Windows, absolute: slashes, the drive in capitals, no
 * dots, and the session's folder as the session spells it, because Windows tells no case apart.
 */
export function windowsPath(path: string, directory: string): string {
  const folder = rootedIn(directory, NOWHERE)
  const { root, rest } = rootedIn(path, folder)
  const whole = joined(root, rest)
  const base = joined(folder.root, folder.rest)
  const head = whole.slice(0, base.length)
  const isBelow = whole.length === base.length || base.endsWith("/") || whole[base.length] === "/"
  return isBelow && head.toLowerCase() === base.toLowerCase()
    ? base + whole.slice(base.length)
    : whole
}

/** Below the session's folder from there, else absolute. */
export function belowWindowsFolder(path: string, directory: string): string {
  const whole = windowsPath(path, directory)
  const base = windowsPath(directory, directory)
  const prefix = base.endsWith("/") ? base : `${base}/`
  return whole.length > prefix.length && whole.startsWith(prefix)
    ? whole.slice(prefix.length)
    : whole
}

/** Whether a text names the path, with whatever separators, as code and JSON spell them too. */
export const namesWindowsPath = (text: string, path: string): boolean =>
  text.includes(path) || text.replaceAll(/\\+/g, "/").includes(path)

const NOWHERE: Rooted = { root: "", rest: "" }

function rootedIn(path: string, folder: Rooted): Rooted {
  const plain = withSlashes(path)
  const [, drive, behind = ""] = /^\/?([A-Za-z]):(.*)$/s.exec(plain) ?? []
  if (drive !== undefined) {
    const root = `${drive.toUpperCase()}:`
    // `C:a.ts` stands in the drive's own folder, which is the session's where it has one.
    const isLoose = behind !== "" && !behind.startsWith("/") && root === folder.root
    return { root, rest: isLoose ? `${folder.rest}/${behind}` : behind }
  }
  const [, share, below = ""] = /^(\/\/[^/]+\/+[^/]+)(.*)$/s.exec(plain) ?? []
  if (share !== undefined) return { root: share, rest: below }
  // As shells of Unix spell drives: /c/p, /mnt/c/p, /cygdrive/c/p.
  const [, mount = "", letter = "", under = ""] =
    /^\/(mnt\/|cygdrive\/)?([A-Za-z])(\/.*|$)/s.exec(path) ?? []
  const mounted = letter === "" ? "" : `${letter.toUpperCase()}:`
  if (mounted !== "" && (mount !== "" || mounted === folder.root))
    return { root: mounted, rest: under }
  return {
    root: folder.root,
    rest: plain.startsWith("/") ? plain : `${folder.rest}/${plain}`,
  }
}

/** `\\?\C:\p` and `\\?\UNC\server\share` are long forms; `file:///C:/p` is an address. */
function withSlashes(path: string): string {
  const [, address] = /^file:(?:\/\/)?(\/.*|[A-Za-z]:.*)$/is.exec(path) ?? []
  const named = address ?? /^file:(\/\/[^/].*)$/is.exec(path)?.[1]
  const plain = (named === undefined ? path : decoded(named)).replaceAll("\\", "/")
  return plain.replace(/^\/\/[?.]\/(?:UNC\/)?/i, (long) => (/UNC/i.test(long) ? "//" : ""))
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

function joined(root: string, rest: string): string {
  const steps: string[] = []
  for (const step of rest.split("/")) {
    if (step === "..") steps.pop()
    else if (step !== "" && step !== ".") steps.push(step)
  }
  return `${root}/${steps.join("/")}`
}
