import { lexer, type Token, type Tokens } from "marked";
import { Fragment, memo, type ReactNode, useMemo } from "react";
import { isolated } from "./isolated.ts";
import { safeLink } from "./safe-link.ts";

/** Deeper nesting is shown as text. */
const MAXIMUM_DEPTH = 24;

/**
 * A block of Markdown as elements. There is no way from the text to HTML: every token becomes an
 * element made here or plain text, and images and odd links stay text.
 */
export const MarkdownText = memo(function MarkdownText({ text }: { readonly text: string }) {
  const nodes = useMemo(() => {
    try {
      return blocks(lexer(text), 0);
    } catch {
      return undefined;
    }
  }, [text]);
  return nodes ?? <p className="break-words whitespace-pre-wrap">{isolated(text)}</p>;
});

function blocks(tokens: readonly Token[], depth: number): ReactNode {
  return tokens.map((token, index) => (
    <Fragment key={index}>{block(token as Tokens.Generic, depth)}</Fragment>
  ));
}

function block(token: Tokens.Generic, depth: number): ReactNode {
  if (depth > MAXIMUM_DEPTH) return isolated(token.raw);
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      // All of one level: models begin with any, and the one above may be out of the page.
      return <h3 data-depth={(token as Tokens.Heading).depth}>{inline(token.tokens, depth)}</h3>;
    case "paragraph":
      return <p>{inline(token.tokens, depth)}</p>;
    case "text":
      return token.tokens ? inline(token.tokens, depth) : isolated(unescaped(token.text));
    case "code":
      return <pre>{isolated(token.text)}</pre>;
    case "blockquote":
      return <blockquote>{blocks(token.tokens ?? [], depth + 1)}</blockquote>;
    case "hr":
      return <hr />;
    case "list":
      return list(token as Tokens.List, depth + 1);
    case "table":
      return table(token as Tokens.Table, depth + 1);
    default:
      return <p className="whitespace-pre-wrap">{isolated(token.raw)}</p>;
  }
}

function list({ ordered, start, items }: Tokens.List, depth: number): ReactNode {
  const entries = items.map((item, index) => (
    <li key={index}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} disabled aria-label="Task" />}
      {blocks(item.tokens, depth)}
    </li>
  ));
  return ordered ? <ol start={Number(start) || 1}>{entries}</ol> : <ul>{entries}</ul>;
}

function table({ header, rows }: Tokens.Table, depth: number): ReactNode {
  return (
    <div className="overflow-x-auto">
      <table>
        <thead>
          <tr>
            {header.map((cell, index) => (
              <th key={index}>{inline(cell.tokens, depth)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>{inline(cell.tokens, depth)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: readonly Token[] | undefined, depth: number): ReactNode {
  return (tokens ?? []).map((token, index) => (
    <Fragment key={index}>{span(token as Tokens.Generic, depth + 1)}</Fragment>
  ));
}

function span(token: Tokens.Generic, depth: number): ReactNode {
  if (depth > MAXIMUM_DEPTH) return isolated(token.raw);
  switch (token.type) {
    case "strong":
      return <strong>{inline(token.tokens, depth)}</strong>;
    case "em":
      return <em>{inline(token.tokens, depth)}</em>;
    case "del":
      return <del>{inline(token.tokens, depth)}</del>;
    case "codespan":
      return <code>{isolated(token.text)}</code>;
    case "br":
      return <br />;
    case "checkbox":
      return null;
    case "link": {
      const href = safeLink(token.href);
      if (href === undefined) return isolated(token.raw);
      return (
        <a href={href} target="_blank" rel="noopener noreferrer" title={href}>
          {inline(token.tokens, depth)}
        </a>
      );
    }
    case "escape":
      return isolated(token.text);
    case "text":
      return token.tokens ? inline(token.tokens, depth) : isolated(unescaped(token.text));
    default:
      return isolated(token.raw);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** The lexer leaves the common entities to HTML, which there is none of here. */
function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]!);
}
