import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../conversation/settings.ts";
import { userTurn } from "../conversation/turn.ts";
import { loadPreset, presetContent } from "./preset.ts";

describe("a preset", () => {
  it("gives back the settings and messages it was made of", () => {
    const settings = { ...DEFAULT_SETTINGS, temperature: 0.2, stop: ["END"], tools: "[]" };
    const content = JSON.parse(JSON.stringify(presetContent(settings, [userTurn("one"), userTurn("two")])));
    const loaded = loadPreset(content);
    expect(loaded.settings).toEqual(settings);
    expect(loaded.message).toBe("two");
    expect(loaded.turns).toMatchObject([{ role: "user", text: "one" }]);
  });

  it("of another version or another maker loses what is not understood, and nothing else", () => {
    const settings = { model: "gpt-4.1-nano", temperature: "hot", stop: [1], later: true, format: "xml" };
    const loaded = loadPreset({ settings, messages: "none" });
    expect(loaded).toEqual({
      settings: { ...DEFAULT_SETTINGS, model: "gpt-4.1-nano" },
      message: "",
      turns: [],
    });
    expect(loadPreset({}).settings).toEqual(DEFAULT_SETTINGS);
  });
});
