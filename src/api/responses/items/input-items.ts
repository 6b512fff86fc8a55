import { invalidRequest } from "../../errors/api-error.ts";
import { itemNotFound } from "../errors.ts";
import type { RequestItem } from "../request/item-schema.ts";
import type { ResponseItem } from "./item.ts";
import { toStoredItem, userMessage } from "./stored-item.ts";

export interface InputContext {
  /** The parameter that the items came in, for errors. */
  readonly parameter: "input" | "items";
  /** Ids of the items that come before the input. */
  readonly earlierIds: ReadonlySet<string>;
  /** What an `item_reference` names. */
  readonly findItem: (id: string) => Promise<ResponseItem | undefined>;
  readonly newId: (prefix: string) => string;
}

/** A request's input as it is kept, references replaced by what they name. Throws an `ApiError`. */
export async function toInputItems(
  input: string | readonly RequestItem[],
  context: InputContext,
): Promise<ResponseItem[]> {
  if (typeof input === "string") return [userMessage(input, context.newId("msg"))];
  const items: ResponseItem[] = [];
  const known = new Set(context.earlierIds);
  for (const [index, given] of input.entries()) {
    // A reference to what is there already adds nothing.
    if (given.type === "item_reference" && known.has(given.id)) continue;
    const item =
      given.type === "item_reference"
        ? await referenced(given.id, context)
        : toStoredItem(given, `${context.parameter}[${index}]`, context.newId);
    if (known.has(item.id)) throw duplicateItem(`with id ${item.id}`, context.parameter);
    known.add(item.id);
    items.push(item);
  }
  return items;
}

async function referenced(id: string, { findItem }: InputContext): Promise<ResponseItem> {
  const item = await findItem(id);
  if (item === undefined) throw itemNotFound(id);
  return item;
}

export function duplicateItem(where: string, parameter: InputContext["parameter"]) {
  return invalidRequest(
    `Duplicate item found ${where}. Remove duplicate items from your input and try again.`,
    parameter,
  );
}
