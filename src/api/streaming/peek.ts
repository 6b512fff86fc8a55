/** A source whose first item can be looked at before anybody takes it. */
export interface Peeked<Item> {
  readonly first: Promise<IteratorResult<Item, void>>;
  /** All items, the first included. */
  readonly items: AsyncIterableIterator<Item, void>;
}

/** Asks for the first item at once. */
export function peek<Item>(source: AsyncIterator<Item, void>): Peeked<Item> {
  const first = source.next();
  let taken = false;
  const items: AsyncIterableIterator<Item, void> = {
    next() {
      if (taken) return source.next();
      taken = true;
      return first;
    },
    return: async () => (await source.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]: () => items,
  };
  return { first, items };
}
