/** A page of any list of the API. */
export interface ListPage<Element> {
  readonly data: readonly Element[];
  readonly has_more: boolean;
  readonly last_id?: string | null;
}

/** For `useInfiniteQuery`: where the next page begins, if there is one. */
export function nextPage<Element extends { readonly id: string }>(
  page: ListPage<Element>,
): string | undefined {
  return page.has_more ? page.data.at(-1)?.id : undefined;
}
