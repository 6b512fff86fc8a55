import { describe, expect, it } from "vitest";
import { ScriptedEngine } from "./generate/fixtures/scripted-engine.ts";
import { ServedModels } from "./served-models.ts";
import { TIERS, tierModel } from "./tiers.ts";

const engine = new ScriptedEngine([]);
const tiers = TIERS.map((tier) => tierModel(tier, { engine, contextLength: 2_048 }));

describe("ServedModels", () => {
  it("knows a tier by its alias and by its snapshot", () => {
    const models = new ServedModels(tiers);
    expect(models.resolve("gpt-4.1-nano")?.snapshot).toBe("gpt-4.1-nano-2025-04-14");
    expect(models.resolve("gpt-4.1-nano-2025-04-14")).toBe(models.resolve("gpt-4.1-nano"));
    expect(models.resolve("gpt-4.1-pico")).toBeUndefined();
    expect(models.resolve("__proto__")).toBeUndefined();
  });

  it("lists every name", () => {
    const list = new ServedModels(tiers).list();
    expect(list.map((listing) => listing.id)).toEqual(TIERS.flatMap((tier) => [tier, `${tier}-2025-04-14`]));
    expect(list.every((listing) => listing.ownedBy === "system" && listing.created > 1.7e9)).toBe(true);
    expect(list[0]?.created).not.toBe(list[1]?.created);
  });

  it("adds and removes models with all their names", () => {
    const models = new ServedModels(tiers);
    const tuned = { ...tiers[0]!, snapshot: "ft:gpt-4.1-2025-04-14:org::abc", adapter: "abc" };
    const { alias: _, ...withoutAlias } = tuned;
    models.add(withoutAlias);
    expect(models.resolve(tuned.snapshot)?.adapter).toBe("abc");
    expect(models.models()).toHaveLength(4);
    expect(models.remove("gpt-4.1")).toBe(true);
    expect(models.resolve("gpt-4.1-2025-04-14")).toBeUndefined();
    expect(models.remove("gpt-4.1")).toBe(false);
  });

  it("refuses a second model under a taken name and keeps the first", () => {
    const models = new ServedModels(tiers);
    expect(() => models.add({ ...tiers[0]!, snapshot: "other" })).toThrow("gpt-4.1");
    expect(models.resolve("other")).toBeUndefined();
  });
});
