/** The same function, which works anew for a list only when that has grown. The records of a journal do nothing else. */
export function oncePerLength<T, R>(work: (list: readonly T[]) => R): (list: readonly T[]) => R {
  const done = new WeakMap<readonly T[], { readonly length: number; readonly result: R }>()
  return (list) => {
    const before = done.get(list)
    if (before?.length === list.length) return before.result
    const result = work(list)
    done.set(list, { length: list.length, result })
    return result
  }
}
