import type { Session } from "../../session.ts";

/** What a budget is for. The organization has one at most. */
export type SpendScope =
  | { readonly kind: "organization" }
  | { readonly kind: "project" | "key"; readonly id: string };

/** How much may be spent in a calendar month, in cents. */
export class SpendLimits {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Undefined where there is no limit. */
  async get(scope: SpendScope): Promise<number | undefined> {
    const { kind, id } = rowKey(scope);
    const row = await this.#session.db
      .selectFrom("spend_limits")
      .select("cents")
      .where("scope", "=", kind)
      .where("scope_id", "=", id)
      .executeTakeFirst();
    return row?.cents;
  }

  /** Replaces what was there. */
  async set(scope: SpendScope, cents: number): Promise<void> {
    const { kind, id } = rowKey(scope);
    await this.#session.db
      .insertInto("spend_limits")
      .values({ scope: kind, scope_id: id, cents })
      .onConflict((conflict) => conflict.columns(["scope", "scope_id"]).doUpdateSet({ cents }))
      .execute();
  }

  /** False where there was none. */
  async delete(scope: SpendScope): Promise<boolean> {
    const { kind, id } = rowKey(scope);
    const { numDeletedRows } = await this.#session.db
      .deleteFrom("spend_limits")
      .where("scope", "=", kind)
      .where("scope_id", "=", id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

const rowKey = (scope: SpendScope) => ({
  kind: scope.kind,
  id: scope.kind === "organization" ? "" : scope.id,
});
