import { formatMoment, formatTime } from "./format.ts";

/** A moment of a table's row, given in Unix seconds; in full, with its zone, to who points at it. */
export function Time({ seconds }: { readonly seconds: number }) {
  return (
    <time dateTime={new Date(seconds * 1000).toISOString()} title={formatMoment(seconds)}>
      {formatTime(seconds)}
    </time>
  );
}
