/** Inclusive range of code points. */
export type CodePointRange = readonly [first: number, last: number];

/** A grammar's right-hand side, over Unicode code points. */
export type GrammarNode =
  | { readonly type: "literal"; readonly text: string }
  /** One character out of the ranges. */
  | { readonly type: "class"; readonly ranges: readonly CodePointRange[] }
  | { readonly type: "sequence"; readonly nodes: readonly GrammarNode[] }
  | { readonly type: "choice"; readonly nodes: readonly GrammarNode[] }
  /** Without a maximum: any number from `minimum` on. */
  | {
      readonly type: "repeat";
      readonly node: GrammarNode;
      readonly minimum: number;
      readonly maximum?: number;
    }
  | { readonly type: "rule"; readonly name: string };

export interface Grammar {
  readonly root: string;
  readonly rules: ReadonlyMap<string, GrammarNode>;
}

/** A regular expression or grammar that cannot be understood. The message is for the client. */
export class GrammarError extends Error {
  override readonly name = "GrammarError";
}

export const LAST_CODE_POINT = 0x10ffff;

export const EMPTY: GrammarNode = { type: "literal", text: "" };

export function sequenceOf(nodes: readonly GrammarNode[]): GrammarNode {
  return nodes.length === 1 ? nodes[0]! : { type: "sequence", nodes };
}

export function choiceOf(nodes: readonly GrammarNode[]): GrammarNode {
  return nodes.length === 1 ? nodes[0]! : { type: "choice", nodes };
}
