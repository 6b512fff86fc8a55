import type { Tensor } from "../../llama/index.ts";
import type { Build } from "./build.ts";
import { type HeadsState, headsBackward, headsForward, joinHeads, splitHeads } from "./heads.ts";
import { type LinearState, linearBackward, linearForward, sum } from "./lora-linear.ts";

/**
 * Shapes: hd elements a head, T tokens a row, n heads that have keys and values, g query heads for
 * each, B rows. Query heads of a group lie together, so a group's queries are simply more of them:
 *
 *     q, o   [hd, T·g, n, B]      k, v  [hd, T, n, B]      p  [T, T·g, n, B]
 *
 * and sums over a group fall out of the products.
 */
export interface AttentionState {
  readonly x: Tensor;
  readonly q: Tensor;
  readonly k: Tensor;
  readonly v: Tensor;
  readonly probabilities: Tensor;
  readonly joined: Tensor;
  readonly queries: HeadsState;
  readonly keys: HeadsState;
  readonly linear: Readonly<Record<"q" | "k" | "v" | "output", LinearState>>;
}

export function attentionForward(
  build: Build,
  layer: number,
  x: Tensor,
): { readonly y: Tensor; readonly state: AttentionState } {
  const { context, inputs, weights } = build;
  const { heads, keyValueHeads, headLength } = weights.shape;
  const q = linearForward(build, layer, "attn_q", x);
  const k = linearForward(build, layer, "attn_k", x);
  const v = linearForward(build, layer, "attn_v", x);
  const queries = headsForward(build, q.y, heads, weights.optional(`blk.${layer}.attn_q_norm.weight`));
  const keys = headsForward(build, k.y, keyValueHeads, weights.optional(`blk.${layer}.attn_k_norm.weight`));
  const values = splitHeads(build, v.y, keyValueHeads);

  const scores = context.multiplyMatrix(keys.y, queries.y);
  const perHead = scoresPerHead(build, scores);
  const soft = context.softMax(perHead, inputs.mask, 1 / Math.sqrt(headLength));
  const probabilities = context.reshape(soft, scores.shape);
  const output = context.multiplyMatrix(context.transposed(values), probabilities);
  const joined = joinHeads(build, output, heads);
  const projected = linearForward(build, layer, "attn_output", joined);
  return {
    y: projected.y,
    state: {
      x,
      q: queries.y,
      k: keys.y,
      v: values,
      probabilities,
      joined,
      queries: queries.state,
      keys: keys.state,
      linear: { q: q.state, k: k.state, v: v.state, output: projected.state },
    },
  };
}

/**
 * dv = do·pᵀ, dp = vᵀdo, ds = softmax'(dp), dq = k·ds, dk = q·dsᵀ.
 *
 * @returns dx; undefined where it is not wanted.
 */
export function attentionBackward(
  build: Build,
  layer: number,
  state: AttentionState,
  gradient: Tensor,
  wantsInput: boolean,
): Tensor | undefined {
  const { context, weights } = build;
  const { heads, keyValueHeads, headLength } = weights.shape;
  const { probabilities, linear } = state;
  const joined = linearBackward(build, linear.output, state.joined, gradient, true)!;
  const grouped = context.reshape(splitHeads(build, joined, heads), state.q.shape);

  // Sums over queries: outer products, for which the long probabilities need not be transposed.
  const valuesGradient = context.outerProduct(grouped, probabilities);
  const probabilityGradient = context.multiplyMatrix(state.v, grouped);
  const scores = context.softMaxBackward(probabilityGradient, probabilities, 1 / Math.sqrt(headLength));
  const queriesGradient = context.multiplyMatrix(context.transposed(state.k), scores);
  const keysGradient = context.outerProduct(state.q, scores);

  const norm = (which: "q" | "k") => weights.optional(`blk.${layer}.attn_${which}_norm.weight`);
  const q = headsBackward(build, queriesGradient, heads, state.queries, norm("q"));
  const k = headsBackward(build, keysGradient, keyValueHeads, state.keys, norm("k"));
  const v = joinHeads(build, valuesGradient, keyValueHeads);
  return sum(build, [
    linearBackward(build, linear.q, state.x, q, wantsInput),
    linearBackward(build, linear.k, state.x, k, wantsInput),
    linearBackward(build, linear.v, state.x, v, wantsInput),
  ]);
}

/** The mask repeats over heads, which must be a dimension of their own for it: `[T, T, heads, B]`. */
function scoresPerHead({ context, weights, shape }: Build, scores: Tensor): Tensor {
  return context.reshape(scores, [shape.length, shape.length, weights.shape.heads, shape.rows]);
}
