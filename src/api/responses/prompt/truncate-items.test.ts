import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResponseItem } from "../items/item.ts";
import { pairCalls } from "./pair-calls.ts";
import { truncateItems } from "./truncate-items.ts";

const message = (text: string): ResponseItem => ({
  id: `msg_${text}`,
  type: "message",
  status: "completed",
  content: [{ type: "input_text", text }],
  role: "user",
});

const call = (id: string): ResponseItem[] => [
  { id: `fc_${id}`, type: "function_call", status: "completed", arguments: "{}", call_id: id, name: "f" },
  { id: `fco_${id}`, type: "function_call_output", status: "completed", call_id: id, output: "ok" },
];

const atMost = (count: number) => async (items: readonly ResponseItem[]) => items.length <= count;

describe("truncation", () => {
  it("drops as few of the oldest items as it takes", async () => {
    const items = Array.from({ length: 100 }, (_, index) => message(String(index)));
    expect(await truncateItems(items, atMost(37))).toEqual(items.slice(63));
    expect(await truncateItems(items, atMost(100))).toEqual(items);
  });

  it("keeps the newest item even where it does not fit by itself", async () => {
    const items = [message("a"), message("b")];
    expect(await truncateItems(items, atMost(0))).toEqual([items[1]]);
    expect(await truncateItems([message("a")], atMost(0))).toEqual([message("a")]);
  });

  it("never leaves an output without its call", async () => {
    const pieces = fc.array(fc.constantFrom("message", "call"), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(40), async (kinds, room) => {
        const items = kinds.flatMap((kind, index) =>
          kind === "call" ? call(String(index)) : [message(String(index))],
        );
        const kept = await truncateItems(items, atMost(room));
        expect(() => pairCalls(kept)).not.toThrow();
        expect(items.filter((item) => kept.includes(item))).toEqual(kept);
      }),
    );
  });
});
