import { memo } from "react";
import { CodeBlock } from "./code-block.tsx";
import type { MarkdownBlock } from "./markdown-blocks.ts";
import type { MarkdownPart } from "./markdown-parts.ts";
import { MarkdownText } from "./markdown-text.tsx";

/** A part of a Markdown text, block by block. */
export const MarkdownPartView = memo(function MarkdownPartView({ part }: { readonly part: MarkdownPart }) {
  return (
    <div className="markdown">
      {part.blocks.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  );
});

/** A block that is complete is the same object for ever; the growing one is made anew each time. */
const Block = memo(function Block({ block }: { readonly block: MarkdownBlock }) {
  return <div>{block.kind === "code" ? <CodeBlock code={block} /> : <MarkdownText text={block.text} />}</div>;
});
