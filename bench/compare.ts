import type { Rounds } from "./alternate.ts";
import type { Row } from "./report/row.ts";

/** A row from the rounds of the session's servers: the subject's results first, then the peer's. */
export function compare<Result>(
  row: Pick<Row, "what" | "unit" | "target">,
  { results, dropped }: Rounds<Result>,
  read: (result: Result) => number,
): Row {
  const [subject = [], peer] = results.map((each) => each.map(read));
  return {
    ...row,
    subject,
    ...(peer !== undefined && { peer }),
    ...(dropped > 0 && { note: `${dropped} rounds dropped: an answer ended before its last token` }),
  };
}
