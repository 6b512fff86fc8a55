import { describe, expect, it } from "vitest";
import { distillationLink, toSelection, typedSelection } from "./selection.ts";

const typed = { teacher: "gpt-4.1", metadata: "", from: "", to: "", heldOut: "", limit: "" };

describe("a selection of stored completions", () => {
  it("is limited by nothing that was left empty", () => {
    expect(toSelection(typed)).toEqual({ teacher: "gpt-4.1", filter: {} });
  });

  it("includes both of its days, whole", () => {
    const { filter } = toSelection({ ...typed, from: "2026-11-20", to: "2026-11-20" });
    const midnight = new Date(2026, 10, 20).getTime() / 1000;
    expect(filter.created_after).toBe(midnight - 1);
    expect(filter.created_before).toBe(new Date(2026, 10, 21).getTime() / 1000);
    expect(toSelection({ ...typed, from: "soon" }).filter).toEqual({});
  });

  it("sends shares as the API counts them, and what is no number for the server to judge", () => {
    expect(toSelection({ ...typed, heldOut: "20", limit: "500" })).toMatchObject({
      held_out: 0.2,
      limit: 500,
    });
    expect(toSelection({ ...typed, heldOut: "0" })).toMatchObject({ held_out: 0 });
    expect(toSelection({ ...typed, limit: "all" })).toMatchObject({ limit: "all" });
  });

  it("is carried by a link", () => {
    const link = distillationLink({ teacher: "gpt-4.1", metadata: "topic=green tea, run=7" });
    const read = typedSelection(new URL(link, "http://localhost").searchParams);
    expect(read).toEqual({ ...typed, metadata: "topic=green tea, run=7" });
    expect(distillationLink({ metadata: "" })).toBe("/distillation?new=1");
  });
});
