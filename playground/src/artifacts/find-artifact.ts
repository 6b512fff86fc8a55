import { codeText } from "../markdown/code-parts.ts";
import type { MarkdownBlock } from "../markdown/markdown-blocks.ts";
import { MarkdownParts } from "../markdown/markdown-parts.ts";

export interface Artifact {
  readonly kind: "html" | "javascript";
  readonly source: string;
}

const SCRIPTS = new Set(["js", "javascript", "mjs"]);

/** The file in an answer that can be run: its largest HTML, else its largest script. */
export function findArtifact(
  text: string,
  blocks: readonly MarkdownBlock[] = MarkdownParts.of(text).blocks(),
): Artifact | undefined {
  const codes = blocks.flatMap((block) =>
    block.kind === "code" ? [{ language: block.language.toLowerCase(), source: codeText(block.parts) }] : [],
  );
  const pages = codes.filter(({ language, source }) => isPage(language, source));
  if (codes.length === 0 && isPage("", text)) return { kind: "html", source: text };
  const page = largest(pages);
  if (page !== undefined) return { kind: "html", source: page };
  const script = largest(codes.filter(({ language }) => SCRIPTS.has(language)));
  return script === undefined ? undefined : { kind: "javascript", source: script };
}

function isPage(language: string, source: string): boolean {
  return language === "html" || language === "htm" || /^\s*<(!doctype html|html)[\s>]/i.test(source);
}

function largest(codes: readonly { readonly source: string }[]): string | undefined {
  return codes.map(({ source }) => source).sort((a, b) => b.length - a.length)[0];
}
