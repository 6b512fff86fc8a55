import { describe, expect, it } from "vitest";
import { comparisonTable, countsLine, previewText } from "./comparison-table.ts";
import { requestOf, selectionOf } from "./distill-flags.ts";

const figures = {
  exact_match: 0.25,
  token_f1: 0.5,
  loss: 1.5,
  mean_output_tokens: 12.25,
  cost_per_1k_answers: 0.07,
  cut_short: 0,
  failed: 0,
};
const counts = {
  matched: 9,
  unusable: { truncated: 2, not_text: 0, too_long: 1 },
  duplicates: 1,
  training: 4,
  held_out: 1,
};

describe("the comparison at the terminal", () => {
  it("has teacher, before and after side by side, and what is not known as a dash", () => {
    const table = comparisonTable({
      prompts: 8,
      currency: "usd",
      teacher: { mean_output_tokens: 20, cost_per_1k_answers: null },
      before: { ...figures, cut_short: 3 },
      after: { ...figures, exact_match: 1, loss: null },
    });
    expect(table.split("\n")).toEqual([
      "on 8 held-out prompts          teacher  before    after",
      "exact match                          -  25.0 %  100.0 %",
      "words in common (F1)                 -   0.500    0.500",
      "loss on the teacher's answers        -   1.500        -",
      "tokens of an answer               20.0    12.3     12.3",
      "USD for 1,000 answers                -  0.0700   0.0700",
      "cut short                            -       3        0",
      "",
    ]);
  });

  it("says what was left out, and shows what others wrote on one plain line", () => {
    expect(countsLine(counts)).toBe(
      "9 stored completions (left out: 2 truncated, 1 too long, 1 answered again later): 4 prompts to learn, 1 held out\n",
    );
    const samples = [{ prompt: "a\u001b[31m\nb", answer: "x".repeat(200) }];
    expect(previewText({ counts, training_tokens: 50, samples })).toMatch(
      /\n {2}a \[31m b\n {4}→ x{100}…\n$/,
    );
  });
});

describe("the flags", () => {
  it("become what the API takes, days as whole ones", () => {
    const flags = {
      teacher: "t",
      metadata: ["a=b=c", "d="],
      after: "2026-01-31",
      before: "2026-02-01",
      heldOut: 0.2,
    };
    expect(selectionOf(flags)).toMatchObject({
      filter: { metadata: { a: "b=c", d: "" }, created_after: 1_769_817_599, created_before: 1_769_904_000 },
      held_out: 0.2,
    });
    expect(requestOf({ ...flags, fileOnly: "x.jsonl" })).toMatchObject({ train: false });
    expect(requestOf({ ...flags, student: "s", epochs: 2 })).toMatchObject({
      hyperparameters: { n_epochs: 2 },
    });
  });

  it("are refused where something is missing", () => {
    expect(() => selectionOf({})).toThrow(/--teacher/);
    expect(() => requestOf({ teacher: "t" })).toThrow(/--student/);
    expect(() => selectionOf({ teacher: "t", metadata: ["x"] })).toThrow(/key=value/);
  });
});
