import type { Tool } from "../tool.ts";
import type { CallPayload, CallSyntax } from "./call-syntax.ts";
import { NOTHING, oneOf, sequence, type Tag, type TagFormat, text } from "./structural-tag.ts";

/** A tool that may be called, and what its calls hold. */
export interface CallableTool {
  readonly tool: Tool;
  readonly payload: CallPayload;
}

/** The calls from the first head on, without what opens them. */
export function callsFormat(
  syntax: CallSyntax,
  tools: readonly CallableTool[],
  parallel: boolean,
): TagFormat {
  const tags = tools.map(({ tool, payload }): Tag => {
    const { name } = tool;
    return { type: "tag", begin: syntax.head(name), content: payload.format, end: syntax.tail, label: name };
  });
  const calls: TagFormat =
    parallel && syntax.between !== undefined
      ? {
          type: "tags_with_separator",
          separator: syntax.between,
          tags,
          at_least_one: true,
          stop_after_first: false,
        }
      : oneOf(tags);
  return syntax.close === "" ? calls : sequence(calls, text(syntax.close));
}

/**
 * Any text, in which the opening of a call can only be followed by calls and these by the end, and
 * in which a stop word is the end.
 *
 * @param calls absent: text alone
 */
export function textFormat(
  stop: readonly string[],
  calls?: { readonly open: string; readonly format: TagFormat },
): TagFormat {
  const words = [...new Set([...(calls === undefined ? [] : [calls.open]), ...stop])];
  // Where one word holds another, the shorter one is complete first: the longer never comes about.
  const triggers = words.filter((word) => !words.some((other) => other !== word && word.includes(other)));
  if (triggers.length === 0) return { type: "any_text" };
  const tags = triggers.map((begin): Tag => {
    const content = begin === calls?.open ? calls.format : NOTHING;
    return { type: "tag", begin, content, end: "" };
  });
  return { type: "triggered_tags", triggers, tags, stop_after_first: true };
}
