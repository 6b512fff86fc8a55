import { costOf, toNumber } from "../../ledger/index.ts";
import type { Store } from "../../store/index.ts";
import type { Prices } from "../api-environment.ts";
import type { SpentSince } from "./budgets.ts";

const DAY_SECONDS = 86_400;

/** What the ledger says was spent, at the prices that are billed. Models without a price cost nothing. */
export function spentByLedger(store: Store, { list }: Prices): SpentSince {
  return async (whose, { from, until }) => {
    const sums = await store.usage.sums({
      ...whose,
      from,
      until,
      width: DAY_SECONDS,
      groupBy: ["model", "batch"],
    });
    const priced = sums.map((sum) => ({ ...sum, model: sum.model ?? "", batch: sum.batch === true }));
    // Whole cents are to stay whole: 100 times 0.29 is less than 29.
    return toNumber(costOf(priced, list) * 100n);
  };
}
