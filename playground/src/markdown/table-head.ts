const RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const LONGEST_HEAD = 1_024;

/** The head of the table that a text ends with, where the next line goes on with it; else nothing. */
export function tableHead(text: string, next: string): string {
  if (!next.startsWith("|")) return "";
  const table = text.slice(text.lastIndexOf("\n\n") + 1).replace(/^\n+/, "");
  const end = table.indexOf("\n", table.indexOf("\n") + 1) + 1;
  const head = table.slice(0, end);
  const [names = "", rule = ""] = head.split("\n");
  return end > 0 && end < LONGEST_HEAD && names.includes("|") && rule.includes("|") && RULE.test(rule)
    ? head
    : "";
}
