import { distinctSentence } from "../prompts/distinct-text.ts";
import type { Random } from "../prompts/seeded-random.ts";

export type TextKind = "Markdown" | "one code block" | "one paragraph" | "one word";

/** A text of one kind, at least this many characters long. */
export function longText(kind: TextKind, random: Random, characters: number): string {
  switch (kind) {
    case "Markdown":
      return grown(characters, () => section(random));
    case "one code block":
      return `\`\`\`ts\n${grown(characters, () => codeLine(random))}\`\`\`\n`;
    case "one paragraph":
      return grown(characters, () => `${sentence(random)} `);
    case "one word":
      return "0123456789abcdef".repeat(Math.ceil(characters / 16));
  }
}

function grown(characters: number, piece: () => string): string {
  const pieces: string[] = [];
  for (let length = 0; length < characters; ) {
    const next = piece();
    pieces.push(next);
    length += next.length;
  }
  return pieces.join("");
}

const sentence = (random: Random) => distinctSentence(random, 12);

/** What an answer is made of, in about the shares that models use it. */
function section(random: Random): string {
  const paragraph = () => `${sentence(random)} **${sentence(random)}** ${sentence(random)}\n\n`;
  const items = Array.from({ length: 6 }, (_, index) => `${index + 1}. \`item\` ${sentence(random)}\n`);
  const rows = Array.from({ length: 8 }, () => `| ${sentence(random)} | *${sentence(random)}* | 12 |\n`);
  const code = Array.from({ length: 24 }, () => codeLine(random));
  return [
    `## ${sentence(random)}\n\n`,
    paragraph(),
    paragraph(),
    `${items.join("")}\n`,
    `| one | two | three |\n| --- | --- | --- |\n${rows.join("")}\n`,
    `\`\`\`ts\n${code.join("")}\`\`\`\n\n`,
    paragraph(),
  ].join("");
}

function codeLine(random: Random): string {
  return `  const ${distinctSentence(random, 1).slice(0, -1)} = call(${JSON.stringify(distinctSentence(random, 5))});\n`;
}
