/** What constraints must know of a model's tokens. */
export interface ConstraintVocabulary {
  /** Bytes of each token, by id; they need not be whole UTF-8. */
  readonly tokens: readonly Uint8Array[];
  readonly kind: string;
  /** Allowed exactly where the constraint is complete. */
  readonly endOfGeneration: readonly number[];
  /** Never allowed. */
  readonly controlTokens: readonly number[];
}

/**
 * All tokens that stand for text, as a tree of their bytes laid out in preorder: the children of
 * node i begin at i + 1, its subtree ends before skip[i]. Walking it with a pruning automaton
 * finds the tokens that may come next.
 */
export class TokenTrie {
  readonly byte: Uint8Array;
  /** 1 for the first byte of a token. */
  readonly depth: Uint16Array;
  readonly skip: Uint32Array;
  /** Tokens that end at node i: tokenIds[tokenStart[i]] up to tokenIds[tokenStart[i + 1]]. */
  readonly tokenStart: Uint32Array;
  readonly tokenIds: Uint32Array;
  readonly maximumDepth: number;

  constructor(vocabulary: ConstraintVocabulary) {
    const silent = new Set([...vocabulary.controlTokens, ...vocabulary.endOfGeneration]);
    const ids: number[] = [];
    let bytes = 0;
    for (const [id, token] of vocabulary.tokens.entries()) {
      if (silent.has(id) || token.length === 0) continue;
      ids.push(id);
      bytes += token.length;
    }
    sortByBytes(ids, vocabulary.tokens);
    const byte = new Uint8Array(bytes);
    const depth = new Uint16Array(bytes);
    const skip = new Uint32Array(bytes);
    const tokenStart = new Uint32Array(bytes + 1);
    const path: number[] = [];
    let nodes = 0;
    let previous: Uint8Array = new Uint8Array();
    for (const [index, id] of ids.entries()) {
      const token = vocabulary.tokens[id]!;
      let shared = 0;
      while (shared < previous.length && shared < token.length && previous[shared] === token[shared])
        shared++;
      while (path.length > shared) skip[path.pop()!] = nodes;
      for (let at = shared; at < token.length; at++) {
        byte[nodes] = token[at]!;
        depth[nodes] = at + 1;
        tokenStart[nodes] = index;
        path.push(nodes++);
      }
      previous = token;
    }
    while (path.length > 0) skip[path.pop()!] = nodes;
    tokenStart[nodes] = ids.length;
    this.byte = byte.slice(0, nodes);
    this.depth = depth.slice(0, nodes);
    this.skip = skip.slice(0, nodes);
    this.tokenStart = tokenStart.slice(0, nodes + 1);
    this.tokenIds = Uint32Array.from(ids);
    this.maximumDepth = this.depth.reduce((most, at) => Math.max(most, at), 0);
  }

  get nodes(): number {
    return this.byte.length;
  }
}

/** As strings of one character a byte, tokens compare several times faster than as buffers. */
function sortByBytes(ids: number[], tokens: readonly Uint8Array[]): void {
  const texts = tokens.map((token) =>
    Buffer.from(token.buffer, token.byteOffset, token.length).toString("latin1"),
  );
  ids.sort((a, b) => {
    const left = texts[a]!;
    const right = texts[b]!;
    return left < right ? -1 : left > right ? 1 : 0;
  });
}
