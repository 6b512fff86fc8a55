import { memo, useLayoutEffect, useRef } from "react";
import { CopyButton } from "../components/copy-button.tsx";
import { type CodePart, codeText } from "./code-parts.ts";
import { isolated } from "./isolated.ts";
import type { MarkdownCode } from "./markdown-blocks.ts";

/** Pixels from its end within which a growing text is followed. */
const NEAR_END = 40;

/** Code in a box of limited height. While it grows, its end is in sight unless somebody scrolled up. */
export function CodeBlock({ code }: { readonly code: MarkdownCode }) {
  const { parts, columns, language, open } = code;
  const box = useRef<HTMLPreElement>(null);
  const following = useRef(true);
  useLayoutEffect(() => {
    if (open && following.current && parts.length > 0)
      box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [open, parts]);
  return (
    <figure className="my-3 overflow-hidden rounded-lg border bg-code" data-code={language}>
      <figcaption className="flex h-8 items-center justify-between border-b pr-1.5 pl-3 font-mono text-xs text-muted-foreground">
        <span>{isolated(language) || "text"}</span>
        <CopyButton label="Copy the code" text={() => codeText(parts)} />
      </figcaption>
      <pre
        ref={box}
        className="max-h-[32rem] [tab-size:4] overflow-auto p-3 font-mono text-[0.8125rem] leading-relaxed"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          following.current = scrollTop + clientHeight > scrollHeight - NEAR_END;
        }}
      >
        {/* Rows out of sight are not laid out, so they cannot tell how wide they are. */}
        <div style={{ width: `max(100%, ${columns}ch)` }}>
          {parts.map((part, index) => (
            <CodePartView key={index} part={part} />
          ))}
        </div>
      </pre>
    </figure>
  );
}

const CodePartView = memo(function CodePartView({ part: { rows } }: { readonly part: CodePart }) {
  return (
    <code
      className="block [content-visibility:auto]"
      style={{ containIntrinsicHeight: `auto ${rows.length}lh` }}
    >
      {isolated(rows.join("\n"))}
    </code>
  );
});
