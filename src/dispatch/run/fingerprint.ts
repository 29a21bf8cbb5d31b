import type { ReviewerResult } from "./contract.ts"

/** Two reviews with the same one ask for the same: order and space at the ends do not count. */
export const fingerprint = (
  { issues, required_fixes: fixes }: Pick<ReviewerResult, "issues" | "required_fixes">,
  digest: (text: string) => string,
): string =>
  digest(
    JSON.stringify([
      issues
        .map(({ severity, file = "", message }) =>
          JSON.stringify([severity, file.trim(), message.trim()]),
        )
        .toSorted(),
      fixes.map((fix) => fix.trim()).toSorted(),
    ]),
  )
