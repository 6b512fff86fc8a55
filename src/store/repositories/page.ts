export interface PageQuery {
  /** At least 1. */
  readonly limit: number;
  readonly order: "asc" | "desc";
  /** The id of the last row of the page before. It may have been deleted meanwhile. */
  readonly after?: string | undefined;
}

export interface Page<T> {
  readonly data: readonly T[];
  /** Whether more rows lie behind the last one. */
  readonly hasMore: boolean;
}

/** How a row's sort key compares to the cursor's. */
export const beyond = (order: PageQuery["order"]): ">" | "<" => (order === "asc" ? ">" : "<");

/** A page of `limit` out of rows that were read with a limit one higher. */
export function toPage<Row, T>(rows: readonly Row[], limit: number, convert: (row: Row) => T): Page<T> {
  return { data: rows.slice(0, limit).map(convert), hasMore: rows.length > limit };
}
