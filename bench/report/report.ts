import { formatNumber, formatSamples } from "./format-number.ts";
import { judgeRow, rowRatio } from "./judge-row.ts";
import type { Row, Target } from "./row.ts";
import { type Column, renderTable, type TableStyle } from "./table.ts";

export interface Report {
  readonly title: string;
  /** Named facts about the run, in the order they are printed. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly subject: string;
  readonly peer?: string;
  readonly rows: readonly Row[];
  readonly warnings: readonly string[];
}

export function renderReport(report: Report, style: TableStyle): string {
  const markdown = style === "markdown";
  const facts = report.facts.map(([name, value]) =>
    markdown ? `- ${name}: \`${value}\`` : `${name}: ${value}`,
  );
  const warnings = report.warnings.map((warning) =>
    markdown ? `> Warning: ${warning}` : `WARNING: ${warning}`,
  );
  const notes = report.rows.flatMap(({ what, note }) => (note === undefined ? [] : [`${what}: ${note}`]));
  return [
    markdown ? `### ${report.title}` : report.title,
    facts.join("\n"),
    warnings.join("\n\n"),
    renderRows(report, style),
    notes.map((note) => `- ${note}`).join("\n"),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

function renderRows({ rows, subject, peer }: Report, style: TableStyle): string {
  const hasTargets = rows.some(({ target }) => target !== undefined);
  const columns: Column[] = [
    { title: "what", align: "left" },
    { title: subject, align: "right" },
    ...(peer === undefined
      ? []
      : ([
          { title: peer, align: "right" },
          { title: "ratio", align: "right" },
        ] as const)),
    ...(hasTargets
      ? ([
          { title: "target", align: "left" },
          { title: "", align: "left" },
        ] as const)
      : []),
  ];
  const cells = rows.map((row) => {
    const ratio = rowRatio(row);
    return [
      row.what,
      formatSamples(row.subject, row.unit),
      ...(peer === undefined
        ? []
        : [formatSamples(row.peer ?? [], row.unit), ratio === undefined ? "" : `${ratio.toFixed(3)}×`]),
      ...(hasTargets ? [row.target ? describeTarget(row.target, row) : "", judgeRow(row) ?? ""] : []),
    ];
  });
  return renderTable(columns, cells, style);
}

function describeTarget({ of, bound, limit }: Target, { unit }: Row): string {
  const sign = bound === "at least" ? "≥" : "≤";
  if (of === "ratio") return `${sign} ${limit.toFixed(2)}×`;
  return [sign, formatNumber(limit), unit].filter((part) => part !== "").join(" ");
}
