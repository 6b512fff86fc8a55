/** Rows a statement inserts at most: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const rowsPerStatement = 500;

/** Does `work` on each piece of `rows` in turn; not at all where there are none. */
export async function inChunks<T>(rows: readonly T[], work: (rows: T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await work(rows.slice(start, start + rowsPerStatement));
  }
}
