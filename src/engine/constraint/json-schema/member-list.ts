import {
  choice,
  EMPTY,
  type Expression,
  type GrammarBuilder,
  optional,
  repeat,
  sequence,
} from "../automaton/expression.ts";
import { COMPACT, UNBOUNDED } from "./json-syntax.ts";

/** A member whose name is known. */
export interface Member {
  readonly expression: Expression;
  readonly isRequired: boolean;
}

/** Optional members that are written out together: the states for the choices among them grow with the square. */
const CHUNK = 4;

/** Members in their order, optional ones present or not, and any number of others behind them. */
export function memberList(
  members: readonly Member[],
  others: Expression | undefined,
  builder: GrammarBuilder,
): Expression {
  const list = new MemberList(members, others, builder);
  const starts: Expression[] = [];
  // Each of these can be the first to be there, up to and with the first that must be.
  for (const [index, { expression, isRequired }] of members.entries()) {
    starts.push(sequence(expression, list.behind(index + 1)));
    if (isRequired) return choice(...starts);
  }
  if (others !== undefined) starts.push(sequence(others, list.moreOthers()));
  return choice(EMPTY, ...starts);
}

class MemberList {
  readonly #members: readonly Member[];
  readonly #others: Expression | undefined;
  readonly #builder: GrammarBuilder;
  readonly #rests = new Map<number, Expression>();

  constructor(members: readonly Member[], others: Expression | undefined, builder: GrammarBuilder) {
    this.#members = members;
    this.#others = others;
    this.#builder = builder;
  }

  /** What may follow a member, from the given one on. */
  behind(from: number): Expression {
    const items: Expression[] = [];
    let optionals = 0;
    for (let index = from; index < this.#members.length; index++) {
      const { expression, isRequired } = this.#members[index]!;
      if (!isRequired && ++optionals > CHUNK) return sequence(...items, this.#rest(index));
      const separated = sequence(COMPACT.comma, expression);
      items.push(isRequired ? separated : optional(separated));
    }
    return sequence(...items, this.moreOthers());
  }

  moreOthers(): Expression {
    return this.#others === undefined ? EMPTY : repeat(sequence(COMPACT.comma, this.#others), 0, UNBOUNDED);
  }

  /** The same as a rule, so that it is there once for all that leads to it. */
  #rest(from: number): Expression {
    let rest = this.#rests.get(from);
    if (rest === undefined) {
      rest = this.#builder.rule(this.behind(from));
      this.#rests.set(from, rest);
    }
    return rest;
  }
}
