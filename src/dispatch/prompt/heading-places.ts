/**
 * Tells where headings stand: asked with one after the other, it answers with a number that is the
 * same for a heading that comes again below the same headings.
 */
export function headingPlaces(): (level: number, heading: string) => number {
  const places = new Map<string, number>()
  let above: readonly { readonly level: number; readonly place: number }[] = []
  return (level, heading) => {
    above = above.filter((one) => one.level < level)
    const key = `${above.at(-1)?.place ?? 0} ${level} ${heading}`
    const place = places.get(key) ?? places.size + 1
    places.set(key, place)
    above = [...above, { level, place }]
    return place
  }
}
