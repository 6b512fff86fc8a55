import type { SpendScope, Store } from "../../store/index.ts";
import { Remembered } from "../access/remembered.ts";
import type { Clock } from "../clock.ts";
import { insufficientQuota } from "./limit-errors.ts";

/** What a project or a key has spent since a moment, in cents. Neither: the organization. */
export type SpentSince = (
  whose: { readonly projectIds?: readonly string[]; readonly apiKeyIds?: readonly string[] },
  seconds: { readonly from: number; readonly until: number },
) => Promise<number>;

/** Sums over a month are asked for so often at most. What is spent meanwhile may come on top. */
const MEMORY_MILLISECONDS = 1_000;

/** Holds spending to the budgets of the organization, of projects and of keys, month by month (UTC). */
export class Budgets {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #spentSince: SpentSince;
  readonly #limits: Remembered<number | undefined>;
  readonly #spent: Remembered<number>;

  constructor(store: Store, clock: Clock, spentSince: SpentSince) {
    this.#store = store;
    this.#clock = clock;
    this.#spentSince = spentSince;
    this.#limits = new Remembered(clock, MEMORY_MILLISECONDS);
    this.#spent = new Remembered(clock, MEMORY_MILLISECONDS);
  }

  /** Throws an `ApiError` (429) where one of the budgets that a request counts on is spent. */
  async require(projectId: string, keyId: string | undefined): Promise<void> {
    const scopes: SpendScope[] = [{ kind: "organization" }, { kind: "project", id: projectId }];
    if (keyId !== undefined) scopes.push({ kind: "key", id: keyId });
    for (const scope of scopes) {
      const cents = await this.#limits.get(nameOf(scope), () => this.#store.spendLimits.get(scope));
      if (cents !== undefined && (await this.isSpent(scope, cents))) throw insufficientQuota();
    }
  }

  async isSpent(scope: SpendScope, cents: number): Promise<boolean> {
    const now = new Date(this.#clock.now());
    const from = Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) / 1_000;
    const until = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1) / 1_000;
    const spent = await this.#spent.get(`${nameOf(scope)} ${from}`, () =>
      this.#spentSince(whoseOf(scope), { from, until }),
    );
    return spent >= cents;
  }

  /** To be called by whoever changes budgets. */
  forget(): void {
    this.#limits.clear();
  }
}

const nameOf = (scope: SpendScope) => (scope.kind === "organization" ? "" : `${scope.kind} ${scope.id}`);

function whoseOf(scope: SpendScope): Parameters<SpentSince>[0] {
  if (scope.kind === "organization") return {};
  return scope.kind === "project" ? { projectIds: [scope.id] } : { apiKeyIds: [scope.id] };
}
