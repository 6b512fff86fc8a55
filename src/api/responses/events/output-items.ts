import type { ResponseItem } from "../items/item.ts";
import { ItemIds } from "../items/item-ids.ts";

/** Where an item stands in a response's output, and its id. */
export interface OutputPlace {
  readonly id: string;
  readonly outputIndex: number;
}

/** What a response has put out so far, item by item. */
export class OutputItems {
  readonly #ids: ItemIds;
  readonly #items: ResponseItem[] = [];

  constructor(responseId: string) {
    this.#ids = new ItemIds(responseId);
  }

  get all(): readonly ResponseItem[] {
    return this.#items;
  }

  /** The place of the next item, taken as soon as one is put there. */
  nextPlace(prefix: string): OutputPlace {
    const outputIndex = this.#items.length;
    return { id: this.#ids.item(prefix, outputIndex), outputIndex };
  }

  callIdAt({ outputIndex }: OutputPlace): string {
    return this.#ids.call(outputIndex);
  }

  put({ outputIndex }: OutputPlace, item: ResponseItem): void {
    this.#items[outputIndex] = item;
  }
}
