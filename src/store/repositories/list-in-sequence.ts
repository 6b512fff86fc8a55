import { StoreError } from "../store-error.ts";
import { beyond, type Page, type PageQuery, toPage } from "./page.ts";

/** The rows that a list is of; in the order in which they were made. */
interface SequenceQuery<Row> {
  where(column: "id", operator: "=", value: string): SequenceQuery<Row>;
  where(column: "sequence", operator: "<" | ">", value: number): SequenceQuery<Row>;
  orderBy(column: "sequence", order: PageQuery["order"]): SequenceQuery<Row>;
  limit(rows: number): SequenceQuery<Row>;
  execute(): Promise<Row[]>;
}

/** A page of rows that are deleted for good when they are, so that a cursor is one of them. Throws `cursor-not-found`. */
export async function listInSequence<Row extends { readonly sequence: number }, T>(
  all: SequenceQuery<Row>,
  { after, order, limit }: PageQuery,
  convert: (row: Row) => T,
): Promise<Page<T>> {
  let select = all;
  if (after !== undefined) {
    const [cursor] = await all.where("id", "=", after).execute();
    if (!cursor) throw new StoreError("cursor-not-found");
    select = all.where("sequence", beyond(order), cursor.sequence);
  }
  const rows = await select
    .orderBy("sequence", order)
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, convert);
}
