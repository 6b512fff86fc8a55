import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatReport, reportKeywords, withReport } from "./json-schema-suite/keyword-report.ts";

const reports = reportKeywords();

describe("the JSON Schema Test Suite", () => {
  it("finds no schema whose strict grammar lets an invalid value through", () => {
    expect(reports.flatMap(({ wrong }) => wrong)).toEqual([]);
  });

  it("finds the keywords of the strict subset enforced", () => {
    const subset = [
      "type",
      "enum",
      "const",
      "anyOf",
      "properties",
      "required",
      "additionalProperties",
      "items",
      "$defs",
    ];
    const more = [
      "minItems",
      "maxItems",
      "minLength",
      "maxLength",
      "pattern",
      "multipleOf",
      "exclusiveMinimum",
      "exclusiveMaximum",
    ];
    const enforced = reports.filter(({ refused }) => refused === 0).map(({ keyword }) => keyword);
    expect(enforced).toEqual(expect.arrayContaining([...subset, ...more]));
  });

  it("gives the table in the documentation", () => {
    const document = readFileSync(join(import.meta.dirname, "../docs/structured-outputs.md"), "utf8");
    expect(withReport(document, formatReport(reports))).toBe(document);
  });
});
