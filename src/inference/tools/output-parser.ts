import type { Tool } from "../tool.ts";

/** What a piece of an answer turned out to be. */
export type ParsedPart =
  /** `end`: the character of the answer behind this text, counted from its beginning. */
  | { readonly type: "text"; readonly text: string; readonly end: number }
  | { readonly type: "call-start"; readonly tool: Tool }
  /** The next piece of the call's JSON arguments or input text. */
  | { readonly type: "call-delta"; readonly text: string }
  | { readonly type: "call-end"; readonly complete: boolean };

/** Tells calls from text while an answer comes in. What is certain is given out at once. */
export interface OutputParser {
  push(text: string): ParsedPart[];
  /** The answer is over, whole or cut. */
  end(): ParsedPart[];
}
