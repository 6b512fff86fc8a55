import { memo } from "react";
import { CopyButton } from "../components/copy-button.tsx";
import { isolated } from "./isolated.ts";

export interface CodeBlockProps {
  readonly parts: readonly string[];
  readonly language: string;
}

export function CodeBlock({ parts, language }: CodeBlockProps) {
  return (
    <figure className="my-3 overflow-hidden rounded-lg border bg-code" data-code={language}>
      <figcaption className="flex h-8 items-center justify-between border-b pr-1.5 pl-3 font-mono text-xs text-muted-foreground">
        <span>{isolated(language) || "text"}</span>
        <CopyButton label="Copy the code" text={() => parts.join("")} />
      </figcaption>
      <pre
        className="max-h-[32rem] overflow-auto p-3 font-mono text-[0.8125rem] leading-relaxed"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        {parts.map((part, index) => (
          <CodePart key={index} text={part} />
        ))}
      </pre>
    </figure>
  );
}

const CodePart = memo(function CodePart({ text }: { readonly text: string }) {
  return (
    <code className="block [contain-intrinsic-size:auto_40rem] [content-visibility:auto]">
      {isolated(text)}
    </code>
  );
});
