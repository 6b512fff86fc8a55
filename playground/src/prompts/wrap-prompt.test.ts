import { describe, expect, it } from "vitest";
import { EMPTY_PARTS, TEMPLATES, wrapPrompt } from "./wrap-prompt.ts";

describe("a wrapped prompt", () => {
  it("has its instructions at both ends of the documents", () => {
    const prompt = wrapPrompt({
      ...EMPTY_PARTS,
      rules: "Be brief.\n\n- Quote lines.",
      documents: [
        { title: 'a "log"', text: "line 1\n" },
        { title: "", text: "  " },
        { title: "", text: "line 2" },
      ],
      question: "What happened?",
    });
    const ends = "<rules>\n- Be brief.\n- Quote lines.\n</rules>\n\n<question>\nWhat happened?\n</question>";
    const context =
      '<external_context>\n<doc id="1" title="a _log_">\nline 1\n</doc>\n<doc id="2">\nline 2\n</doc>\n</external_context>';
    expect(prompt).toBe(`${ends}\n\n${context}\n\n${ends}`);
  });

  it("says once what is asked where there is no document", () => {
    expect(wrapPrompt({ ...EMPTY_PARTS, question: "Why?" })).toBe("<question>\nWhy?\n</question>");
    expect(wrapPrompt(EMPTY_PARTS)).toBe("");
  });

  it("holds the model to the documents in the template for logs", () => {
    const [{ parts }] = TEMPLATES as [(typeof TEMPLATES)[0]];
    const prompt = wrapPrompt({ ...parts, documents: [{ title: "server.log", text: "x" }], question: "y" });
    expect(prompt.match(/Only use the documents/g)).toHaveLength(2);
  });
});
