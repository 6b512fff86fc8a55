import { describe, expect, it } from "vitest";
import { turnRows } from "../chat/turn-rows.ts";
import type { AssistantTurn } from "../conversation/turn.ts";
import { userTurn } from "../conversation/turn.ts";
import { findMatches, MOST_MATCHES } from "./find-matches.ts";

function answer(text: string): AssistantTurn {
  const only = { text, toolCalls: [], state: "done", model: "gpt-4.1" } as const;
  return { id: "a", role: "assistant", choices: [only], chosen: 0 };
}

describe("finding in a conversation", () => {
  it("looks into every turn, its code included, whatever the case of letters", () => {
    const rows = turnRows(
      [userTurn("Which POOL?"), answer("The pool.\n\n```ts\nnew Pool(pool)\n```\n")],
      new Set(),
    );
    expect(findMatches(rows, "pool")).toEqual([
      { row: 0, ordinal: 0 },
      { row: 1, ordinal: 0 },
      { row: 1, ordinal: 1 },
      { row: 1, ordinal: 2 },
    ]);
    expect(findMatches(rows, "")).toEqual([]);
  });

  it("tells in which part of a long answer a place is", () => {
    const rows = turnRows(
      [answer(`${"Words of a paragraph.\n\n".repeat(2_000)}The lighthouse.\n`)],
      new Set(),
    );
    expect(findMatches(rows, "lighthouse")).toEqual([{ row: rows.length - 1, ordinal: 0 }]);
    expect(findMatches(rows, "words")).toHaveLength(2_000);
    expect(findMatches(rows, "a")).toHaveLength(MOST_MATCHES);
  });
});
