import { memo, useMemo, useRef } from "react";
import { CodeBlock } from "./code-block.tsx";
import { type MarkdownBlock, MarkdownBlocks } from "./markdown-blocks.ts";
import { MarkdownText } from "./markdown-text.tsx";

export interface MarkdownProps {
  /** Grows, or stays. */
  readonly text: string;
  readonly ended: boolean;
}

/** A Markdown text, block by block; blocks that are out of sight are not laid out. */
export function Markdown({ text, ended }: MarkdownProps) {
  const cutter = useRef<{ blocks: MarkdownBlocks; text: string }>(undefined);
  const blocks = useMemo(() => {
    if (cutter.current === undefined || !text.startsWith(cutter.current.text)) {
      cutter.current = { blocks: new MarkdownBlocks(), text: "" };
    }
    cutter.current.text = text;
    return cutter.current.blocks.update(text, ended);
  }, [text, ended]);
  return (
    <div className="markdown">
      {blocks.map((block, index) => (
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

const Block = memo(
  function Block({ block }: { readonly block: MarkdownBlock }) {
    return (
      <div className="[contain-intrinsic-size:auto_8rem] [content-visibility:auto]">
        {block.kind === "code" ? <CodeBlock {...block} /> : <MarkdownText text={block.text} />}
      </div>
    );
  },
  (before, after) => same(before.block, after.block),
);

/** Blocks that were cut off are the same object for ever; the last one is made anew each time. */
function same(before: MarkdownBlock, after: MarkdownBlock): boolean {
  return before === after || (before.kind === "text" && after.kind === "text" && before.text === after.text);
}
