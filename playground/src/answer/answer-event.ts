import type { TokenProbability, Usage } from "./answer.ts";

/** What both APIs stream, in one form. `choice` counts from 0; the Responses API has one. */
export type AnswerEvent =
  | { readonly type: "text"; readonly choice: number; readonly text: string }
  | { readonly type: "refusal"; readonly choice: number; readonly text: string }
  | { readonly type: "probabilities"; readonly choice: number; readonly tokens: readonly TokenProbability[] }
  | {
      readonly type: "tool-call";
      readonly choice: number;
      readonly index: number;
      readonly id: string;
      readonly kind: "function" | "custom";
      readonly name: string;
    }
  | { readonly type: "tool-input"; readonly choice: number; readonly index: number; readonly text: string }
  | { readonly type: "finish"; readonly choice: number; readonly reason: string }
  | { readonly type: "usage"; readonly usage: Usage }
  | { readonly type: "prefill"; readonly done: number; readonly total: number };
