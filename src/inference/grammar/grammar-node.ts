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

/** The nodes one after the other, literals joined. */
export function sequenceOf(nodes: readonly GrammarNode[]): GrammarNode {
  const joined: GrammarNode[] = [];
  for (const node of nodes) {
    const previous = joined.at(-1);
    if (previous?.type === "literal" && node.type === "literal") {
      joined[joined.length - 1] = { type: "literal", text: previous.text + node.text };
    } else {
      joined.push(node);
    }
  }
  return joined.length === 1 ? joined[0]! : { type: "sequence", nodes: joined };
}

export function choiceOf(nodes: readonly GrammarNode[]): GrammarNode {
  return nodes.length === 1 ? nodes[0]! : { type: "choice", nodes };
}
