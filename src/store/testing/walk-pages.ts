import type { Page } from "../index.ts";

/** Follows `after` to the end of a list and gives the ids in the order they came. */
export async function walkPages<T>(
  fetch: (after: string | undefined) => Promise<Page<T>>,
  idOf: (row: T) => string,
): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await fetch(after);
    ids.push(...page.data.map(idOf));
    after = ids.at(-1);
    if (!page.hasMore) return ids;
  }
}
