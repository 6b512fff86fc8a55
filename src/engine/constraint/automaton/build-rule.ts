import { ConstraintError } from "../constraint-error.ts";
import { addCharacters } from "./encode-characters.ts";
import type { Expression } from "./expression.ts";
import { expressionSize } from "./expression-size.ts";
import { RuleGraph } from "./rule-graph.ts";

/** Repetitions that come to at most this many nodes are written out; larger ones are counted. */
const MAXIMUM_EXPANSION = 64;
const MAXIMUM_DEPTH = 2_000;

export interface RuleContext {
  /** Makes an expression a rule of its own, for a loop that needs a counter of its own. */
  extract(expression: Expression): number;
  isNullable(expression: Expression): boolean;
  /** The content of a rule that is better written out than called. */
  inlined(rule: number): Expression | undefined;
}

export const START = 0;

/** Builds the graph of one rule: node 0 is its start; the node returned is its end. */
export function buildRule(expression: Expression, context: RuleContext): { graph: RuleGraph; end: number } {
  const graph = new RuleGraph();
  const start = graph.addNode();
  const end = new RuleBuilder(graph, context).add(expression, start, 0);
  return { graph, end };
}

class RuleBuilder {
  readonly #graph: RuleGraph;
  readonly #context: RuleContext;
  /** Inside a counted loop there is no counter left for another one. */
  #counting = false;

  constructor(graph: RuleGraph, context: RuleContext) {
    this.#graph = graph;
    this.#context = context;
  }

  /** Adds paths from `from` that read the expression, and returns the node where they end. */
  add(expression: Expression, from: number, depth: number): number {
    if (depth > MAXIMUM_DEPTH) throw new ConstraintError("The grammar is nested too deeply.");
    const graph = this.#graph;
    switch (expression.kind) {
      case "text":
        return this.#addText(expression.text, from);
      case "characters": {
        const to = graph.addNode();
        addCharacters(graph, from, expression.characters, to, "text");
        return to;
      }
      case "automaton":
        return this.#addAutomaton(expression, from);
      case "sequence":
        return expression.items.reduce((at, item) => this.add(item, at, depth + 1), from);
      case "choice": {
        const to = graph.addNode();
        for (const item of expression.items) {
          const branch = graph.addNode();
          graph.addEmpty(from, branch);
          graph.addEmpty(this.add(item, branch, depth + 1), to);
        }
        return to;
      }
      case "repeat":
        return this.#addRepeat(expression, from, depth);
      case "rule": {
        const inlined = this.#context.inlined(expression.rule);
        if (inlined !== undefined) return this.add(inlined, from, depth + 1);
        const to = graph.addNode();
        graph.addCall(from, expression.rule, to);
        return to;
      }
    }
  }

  #addText(text: string, from: number): number {
    let at = from;
    for (const byte of new TextEncoder().encode(text)) {
      const next = this.#graph.addNode();
      this.#graph.addBytes(at, byte, byte, next);
      at = next;
    }
    return at;
  }

  #addAutomaton({ automaton, encoding }: Extract<Expression, { kind: "automaton" }>, from: number): number {
    const graph = this.#graph;
    const nodes = automaton.states.map(() => graph.addNode());
    const to = graph.addNode();
    graph.addEmpty(from, nodes[0]!);
    for (const [index, state] of automaton.states.entries()) {
      if (state.accepting) graph.addEmpty(nodes[index]!, to);
      for (const { characters, target } of state.edges) {
        addCharacters(graph, nodes[index]!, characters, nodes[target]!, encoding);
      }
    }
    return to;
  }

  #addRepeat(expression: Extract<Expression, { kind: "repeat" }>, from: number, depth: number): number {
    const { item, minimum, maximum } = expression;
    const unbounded = maximum === Number.POSITIVE_INFINITY;
    const written = unbounded ? Math.max(1, minimum) : maximum;
    if (written > 1 && written * expressionSize(item) > MAXIMUM_EXPANSION) {
      return this.#addCounted(expression, from, depth);
    }
    const copies = unbounded ? Math.max(0, minimum - 1) : minimum;
    let at = from;
    for (let i = 0; i < copies; i++) at = this.add(item, at, depth + 1);
    return unbounded
      ? this.#addLoop(item, at, minimum > 0, depth)
      : this.#addOptionals(item, at, maximum - minimum, depth);
  }

  /** Any number of items. Begins and ends in nodes of its own: no path around leads back into it. */
  #addLoop(item: Expression, from: number, atLeastOne: boolean, depth: number): number {
    const graph = this.#graph;
    const loop = graph.addNode();
    const to = graph.addNode();
    graph.addEmpty(from, loop);
    const again = this.add(item, loop, depth + 1);
    graph.addEmpty(again, loop);
    graph.addEmpty(atLeastOne ? again : loop, to);
    return to;
  }

  #addOptionals(item: Expression, from: number, count: number, depth: number): number {
    const to = this.#graph.addNode();
    let at = from;
    for (let i = 0; i < count; i++) {
      this.#graph.addEmpty(at, to);
      at = this.add(item, at, depth + 1);
    }
    this.#graph.addEmpty(at, to);
    return to;
  }

  #addCounted(expression: Extract<Expression, { kind: "repeat" }>, from: number, depth: number): number {
    const graph = this.#graph;
    const to = graph.addNode();
    if (this.#counting || graph.counter !== undefined) {
      graph.addCall(from, this.#context.extract(expression), to);
      return to;
    }
    const minimum = this.#context.isNullable(expression.item) ? 0 : expression.minimum;
    graph.counter = { minimum, maximum: expression.maximum };
    this.#counting = true;
    const loop = graph.addNode();
    const round = graph.addNode();
    graph.addEmpty(from, loop, "reset");
    graph.addEmpty(loop, round, "continue");
    graph.addEmpty(this.add(expression.item, round, depth + 1), loop, "increment");
    graph.addEmpty(loop, to, "exit");
    this.#counting = false;
    return to;
  }
}
