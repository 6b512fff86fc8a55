import type { ResponseItem } from "../items/item.ts";
import { isCall, isOutput } from "./pair-calls.ts";

/**
 * Drops as few of the oldest items as it takes. The newest stays in any case: an input that does not
 * fit by itself is the caller's to refuse.
 */
export async function truncateItems(
  items: readonly ResponseItem[],
  fits: (items: readonly ResponseItem[]) => Promise<boolean>,
): Promise<readonly ResponseItem[]> {
  if (items.length === 0 || (await fits(items))) return items;
  let tooFew = 0;
  let enough = items.length - 1;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (await fits(withoutOldest(items, middle))) enough = middle;
    else tooFew = middle;
  }
  return withoutOldest(items, enough);
}

/** An output whose call is gone goes too. */
function withoutOldest(items: readonly ResponseItem[], count: number): ResponseItem[] {
  const rest = items.slice(count);
  const calls = new Set(rest.filter(isCall).map(({ call_id }) => call_id));
  return rest.filter((item) => !isOutput(item) || calls.has(item.call_id));
}
