import type { Tensor } from "../../llama/index.ts";
import { type AttentionState, attentionBackward, attentionForward } from "./attention.ts";
import type { Build } from "./build.ts";
import { type FeedForwardState, feedForwardBackward, feedForwardForward } from "./feed-forward.ts";
import { rmsNormBackward, rmsNormForward } from "./rms-norm.ts";

export interface LayerState {
  readonly x: Tensor;
  readonly middle: Tensor;
  readonly attention: AttentionState;
  readonly feedForward: FeedForwardState;
}

/** m = x + attention(norm(x)), y = m + feedForward(norm(m)) */
export function layerForward(
  build: Build,
  layer: number,
  x: Tensor,
): { readonly y: Tensor; readonly state: LayerState } {
  const { context, weights } = build;
  const normed = rmsNormForward(build, x, weights.vector(`blk.${layer}.attn_norm.weight`));
  const attention = attentionForward(build, layer, normed);
  const middle = context.add(x, attention.y);
  const middleNormed = rmsNormForward(build, middle, weights.vector(`blk.${layer}.ffn_norm.weight`));
  const feedForward = feedForwardForward(build, layer, middleNormed);
  return {
    y: context.add(middle, feedForward.y),
    state: { x, middle, attention: attention.state, feedForward: feedForward.state },
  };
}

/** dx; undefined for the first layer, before which nothing is trained. */
export function layerBackward(
  build: Build,
  layer: number,
  state: LayerState,
  gradient: Tensor,
): Tensor | undefined {
  const { context, weights } = build;
  const feedForward = feedForwardBackward(build, state.feedForward, gradient);
  const middle = context.add(
    gradient,
    rmsNormBackward(build, feedForward, state.middle, weights.vector(`blk.${layer}.ffn_norm.weight`)),
  );
  const attention = attentionBackward(build, layer, state.attention, middle, layer > 0);
  if (attention === undefined) return undefined;
  return context.add(
    middle,
    rmsNormBackward(build, attention, state.x, weights.vector(`blk.${layer}.attn_norm.weight`)),
  );
}
