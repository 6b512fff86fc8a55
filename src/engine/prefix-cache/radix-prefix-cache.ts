import type { TokenList } from "../token-list.ts";
import type { PrefixCache, PrefixMatch } from "./prefix-cache.ts";

/**
 * Tokens `from` to `to` of a path from the root. Positions are absolute, so any list that runs
 * through the node can lend it its tokens, and a node merges with its only child by moving `from`.
 */
interface Node {
  tokens: TokenList;
  from: number;
  to: number;
  parent: Node | undefined;
  readonly children: Map<number, Node>;
  /** Holders whose length is exactly `to`. */
  readonly holders: Set<number>;
}

interface Holder {
  readonly space: string;
  readonly tokens: TokenList;
  length: number;
  node: Node;
}

/** A radix tree over token ids, one per space. */
export class RadixPrefixCache implements PrefixCache {
  readonly #roots = new Map<string, Node>();
  readonly #holders = new Map<number, Holder>();

  get size(): number {
    return this.#holders.size;
  }

  insert(id: number, space: string, tokens: TokenList, length: number): void {
    if (this.#holders.has(id)) throw new Error(`holder ${id} exists`);
    let root = this.#roots.get(space);
    if (root === undefined) {
      root = { tokens, from: 0, to: 0, parent: undefined, children: new Map(), holders: new Set() };
      this.#roots.set(space, root);
    }
    const node = descend(root, tokens, length);
    node.holders.add(id);
    this.#holders.set(id, { space, tokens, length, node });
  }

  extend(id: number, length: number): void {
    const holder = this.#holders.get(id)!;
    if (length <= holder.length) return;
    const { node } = holder;
    if (node.parent && node.children.size === 0 && node.holders.size === 1 && node.tokens === holder.tokens) {
      node.to = length;
    } else {
      node.holders.delete(id);
      holder.node = descend(node, holder.tokens, length);
      holder.node.holders.add(id);
      prune(node);
    }
    holder.length = length;
  }

  remove(id: number): void {
    const holder = this.#holders.get(id);
    if (holder === undefined) return;
    this.#holders.delete(id);
    holder.node.holders.delete(id);
    prune(holder.node);
    const root = this.#roots.get(holder.space)!;
    if (root.children.size === 0 && root.holders.size === 0) this.#roots.delete(holder.space);
  }

  longestPrefix(space: string, tokens: TokenList, limit: number): PrefixMatch | undefined {
    const root = this.#roots.get(space);
    if (root === undefined) return undefined;
    const end = Math.min(limit, tokens.length);
    let node = root;
    let length = 0;
    while (length < end) {
      const child: Node | undefined = node.children.get(tokens.at(length));
      if (child === undefined) break;
      length = child.tokens.commonPrefix(tokens, Math.min(end, child.to), length);
      node = child;
      if (length < child.to) break;
    }
    return length > 0 ? { length, holders: [...subtreeHolders(node)] } : undefined;
  }

  coveredBy(id: number): readonly number[] {
    const { node } = this.#holders.get(id)!;
    const covered = [...node.holders].filter((other) => other !== id);
    for (let above = node.parent; above !== undefined; above = above.parent) covered.push(...above.holders);
    return covered;
  }

  sharedLength(id: number): number {
    const { node, length } = this.#holders.get(id)!;
    if (node.holders.size > 1 || node.children.size > 0) return length;
    for (let above = node.parent; above !== undefined; above = above.parent) {
      if (above.holders.size > 0 || above.children.size > 1) return above.to;
    }
    return 0;
  }

  checkIntegrity(): void {
    let found = 0;
    for (const root of this.#roots.values()) {
      for (const node of walk(root)) {
        if (node !== root && node.to <= node.from) throw new Error("an empty edge");
        if (node !== root && node.holders.size === 0 && node.children.size < 2)
          throw new Error("a node for nothing");
        for (const [first, child] of node.children) {
          if (child.parent !== node || child.from !== node.to) throw new Error("a child out of place");
          if (child.tokens.at(child.from) !== first) throw new Error("a child under the wrong token");
        }
        for (const id of node.holders) {
          const holder = this.#holders.get(id);
          if (holder?.node !== node || holder.length !== node.to) throw new Error(`holder ${id} misplaced`);
          if (holder.tokens.commonPrefix(node.tokens, node.to) !== node.to) throw new Error("a foreign path");
          found++;
        }
      }
    }
    if (found !== this.#holders.size) throw new Error(`${this.#holders.size} holders, ${found} in the tree`);
  }
}

/** The node that ends at `length` on the path of `tokens`, made where it is missing. `from` lies on that path. */
function descend(from: Node, tokens: TokenList, length: number): Node {
  let node = from;
  while (node.to < length) {
    const first = tokens.at(node.to);
    const child = node.children.get(first);
    if (child === undefined) {
      const leaf: Node = {
        tokens,
        from: node.to,
        to: length,
        parent: node,
        children: new Map(),
        holders: new Set(),
      };
      node.children.set(first, leaf);
      return leaf;
    }
    const common = child.tokens.commonPrefix(tokens, Math.min(length, child.to), child.from);
    node = common < child.to ? split(child, common) : child;
  }
  return node;
}

/** Cuts the node in two at the absolute position and returns the upper half. */
function split(node: Node, at: number): Node {
  const parent = node.parent!;
  const upper: Node = {
    tokens: node.tokens,
    from: node.from,
    to: at,
    parent,
    children: new Map([[node.tokens.at(at), node]]),
    holders: new Set(),
  };
  parent.children.set(node.tokens.at(node.from), upper);
  node.parent = upper;
  node.from = at;
  return upper;
}

/** Removes the node, and those above it, that no longer serve anyone; joins a node with its only child. */
function prune(node: Node): void {
  const parent = node.parent;
  if (parent === undefined || node.holders.size > 0 || node.children.size > 1) return;
  const key = node.tokens.at(node.from);
  const [only] = node.children.values();
  if (only === undefined) {
    parent.children.delete(key);
    prune(parent);
  } else {
    only.from = node.from;
    only.parent = parent;
    parent.children.set(key, only);
  }
}

function* subtreeHolders(node: Node): Iterable<number> {
  for (const below of walk(node)) yield* below.holders;
}

function* walk(node: Node): Iterable<Node> {
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    pending.push(...next.children.values());
  }
}
