import { intersectRanges, type Ranges } from "./character-ranges.ts";
import { type CodePointRange, type Grammar, type GrammarNode, LAST_CODE_POINT } from "./grammar-node.ts";

/** How characters of the text are spelled where the text stands in a JSON string. */
const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x22, '\\"'],
  [0x5c, "\\\\"],
  [0x08, "\\b"],
  [0x0c, "\\f"],
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x09, "\\t"],
]);

const LAST_CONTROL = 0x1f;

/** Characters that a JSON string holds as they are. */
const PLAIN: Ranges = [
  [0x20, 0x21],
  [0x23, 0x5b],
  [0x5d, LAST_CODE_POINT],
];

/** EBNF for the texts of a grammar as they stand inside a JSON string: escaped, without the quotes. */
export function toJsonStringEbnf(grammar: Grammar): string {
  const names = new Map([...grammar.rules.keys()].map((name, index) => [name, `rule${index}`]));
  const write = (node: GrammarNode): string => {
    switch (node.type) {
      case "literal":
        return quote([...node.text].map((character) => jsonSpelling(character.codePointAt(0)!)).join(""));
      case "class":
        return writeClass(node.ranges);
      case "sequence":
        return `(${node.nodes.map(write).join(" ")})`;
      case "choice":
        return `(${node.nodes.map(write).join(" | ")})`;
      case "repeat":
        return `${write({ type: "sequence", nodes: [node.node] })}${writeCount(node.minimum, node.maximum)}`;
      case "rule":
        return names.get(node.name)!;
    }
  };
  const rules = [...grammar.rules].map(([name, node]) => `${names.get(name)} ::= ${write(node)}`);
  return [`root ::= ${names.get(grammar.root)}`, ...rules].join("\n");
}

function writeCount(minimum: number, maximum: number | undefined): string {
  if (maximum === undefined) return minimum === 0 ? "*" : minimum === 1 ? "+" : `{${minimum},}`;
  return minimum === 0 && maximum === 1 ? "?" : `{${minimum},${maximum}}`;
}

function writeClass(ranges: Ranges): string {
  const parts: string[] = [];
  const plain = intersectRanges(ranges, PLAIN);
  if (plain.length > 0) parts.push(`[${plain.map(writeRange).join("")}]`);
  for (let code = 0; code <= LAST_CONTROL; code++)
    if (holds(ranges, code)) parts.push(quote(jsonSpelling(code)));
  for (const code of [0x22, 0x5c]) if (holds(ranges, code)) parts.push(quote(jsonSpelling(code)));
  return parts.length === 1 ? parts[0]! : `(${parts.join(" | ")})`;
}

function holds(ranges: Ranges, code: number): boolean {
  return ranges.some(([first, last]) => first <= code && code <= last);
}

function writeRange([first, last]: CodePointRange): string {
  return first === last ? writeCharacter(first) : `${writeCharacter(first)}-${writeCharacter(last)}`;
}

function jsonSpelling(code: number): string {
  const short = SHORT_ESCAPES.get(code);
  if (short !== undefined) return short;
  return code <= LAST_CONTROL ? `\\u${code.toString(16).padStart(4, "0")}` : String.fromCodePoint(code);
}

function quote(text: string): string {
  return `"${[...text].map((character) => writeCharacter(character.codePointAt(0)!)).join("")}"`;
}

/** Letters and digits as they are, everything else by its number. */
function writeCharacter(code: number): string {
  if (/[a-zA-Z0-9]/.test(String.fromCodePoint(code))) return String.fromCodePoint(code);
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
