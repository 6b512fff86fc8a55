export type TableStyle = "text" | "markdown";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/**
 * Lines of a table whose columns are as wide as their widest cell, so that Markdown reads as well
 * as it renders. Missing cells are empty.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string {
  const cells = style === "markdown" ? rows.map((row) => row.map(escapeBars)) : rows;
  const widths = columns.map(({ title }, index) =>
    Math.max(3, ...[title, ...cells.map((row) => row[index] ?? "")].map((cell) => cell.length)),
  );
  const line = (row: readonly string[]) =>
    columns.map(({ align }, index) => {
      const cell = row[index] ?? "";
      return align === "left" ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!);
    });
  const titles = line(columns.map(({ title }) => title));
  const rules = columns.map(({ align }, index) => {
    const width = widths[index]!;
    return style === "markdown" && align === "right" ? `${"-".repeat(width - 1)}:` : "-".repeat(width);
  });
  const join = (row: readonly string[]) =>
    style === "markdown" ? `| ${row.join(" | ")} |` : row.join("  ").trimEnd();
  return [titles, rules, ...cells.map(line)].map(join).join("\n");
}

function escapeBars(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
