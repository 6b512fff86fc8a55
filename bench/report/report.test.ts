import { describe, expect, it } from "vitest";
import { commandLine } from "./command-line.ts";
import { formatNumber, formatSamples } from "./format-number.ts";
import { judgeRow, rowRatio } from "./judge-row.ts";
import { renderReport } from "./report.ts";
import { atLeast, atMost, type Row } from "./row.ts";
import { renderTable } from "./table.ts";

const columns = [
  { title: "what", align: "left" },
  { title: "value", align: "right" },
] as const;

describe("renderTable", () => {
  it("aligns plain text", () => {
    expect(renderTable(columns, [["decode", "43.1"], ["x"]], "text").split("\n")).toEqual([
      "what    value",
      "------  -----",
      "decode   43.1",
      "x",
    ]);
  });

  it("writes Markdown with aligned columns and harmless bars", () => {
    expect(renderTable(columns, [["a|b", "1"]], "markdown").split("\n")).toEqual([
      "| what | value |",
      "| ---- | ----: |",
      "| a\\|b |     1 |",
    ]);
  });
});

describe("formatting of figures", () => {
  it("keeps three digits that count", () => {
    expect([0.0312, 4.567, 43.14, 1234.6].map(formatNumber)).toEqual(["0.03", "4.57", "43.1", "1235"]);
  });

  it("tells the spread of several samples and none of a single one", () => {
    expect(formatSamples([98, 100, 104], "tok/s")).toBe("100 tok/s ±3.0 %");
    expect(formatSamples([2], "×")).toBe("2.00 ×");
    expect(formatSamples([], "ms")).toBe("–");
  });
});

describe("judgement of a row", () => {
  const row: Row = { what: "decode", unit: "tok/s", subject: [49, 50], peer: [50, 50] };

  it("takes the ratio of the medians", () => {
    expect(rowRatio(row)).toBeCloseTo(0.99);
    expect(rowRatio({ ...row, peer: [] })).toBeUndefined();
  });

  it("holds values and ratios against their targets", () => {
    expect(judgeRow(row)).toBeUndefined();
    expect(judgeRow({ ...row, target: atLeast("ratio", 0.98) })).toBe("met");
    expect(judgeRow({ ...row, target: atLeast("ratio", 1) })).toBe("missed");
    expect(judgeRow({ ...row, target: atMost("value", 49) })).toBe("missed");
    expect(judgeRow({ ...row, subject: [], target: atMost("value", 49) })).toBe("not measured");
  });
});

describe("renderReport", () => {
  const report = {
    title: "chat",
    facts: [["command", "npm run bench -- chat"]] as const,
    subject: "fourone",
    peer: "peer",
    rows: [
      {
        what: "decode",
        unit: "tok/s",
        subject: [50],
        peer: [40],
        target: atLeast("ratio", 0.98),
        note: "one round was dropped",
      },
    ] satisfies Row[],
    warnings: ["the machine was not quiet"],
  };

  it("shows both sides, the ratio, the target and the verdict", () => {
    const text = renderReport(report, "text");
    expect(text).toContain("command: npm run bench -- chat");
    expect(text).toContain("WARNING: the machine was not quiet");
    expect(text).toMatch(/decode +50\.0 tok\/s +40\.0 tok\/s +1\.250× +≥ 0\.98× +met/);
    expect(text).toContain("- decode: one round was dropped");
  });

  it("leaves out the columns of an absent peer", () => {
    const { peer: _, ...alone } = report;
    expect(renderReport(alone, "markdown")).not.toContain("ratio");
  });
});

describe("commandLine", () => {
  it("quotes what a shell would read otherwise", () => {
    expect(commandLine(["node", "a b", "it's", "--x=1"])).toBe("node 'a b' 'it'\\''s' --x=1");
  });
});
