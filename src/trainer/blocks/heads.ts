import type { Tensor } from "../../llama/index.ts";
import type { Build } from "./build.ts";
import { rmsNormBackward, rmsNormForward } from "./rms-norm.ts";

/** What the way back needs: the heads before their norm, where there is one. */
export interface HeadsState {
  readonly unnormed: Tensor | undefined;
}

/** Queries or keys `[width, tokens]` → heads, normed where the architecture does so, and turned by position. */
export function headsForward(
  build: Build,
  x: Tensor,
  heads: number,
  norm: Tensor | undefined,
): { readonly y: Tensor; readonly state: HeadsState } {
  const { context, weights, inputs } = build;
  const apart = context.reshape(x, [weights.shape.headLength, heads, x.shape[1]]);
  const normed = norm === undefined ? apart : rmsNormForward(build, apart, norm);
  const turned = context.rope(normed, inputs.positions, weights.rope);
  const unnormed = norm === undefined ? undefined : apart;
  return { y: byHead(build, turned, heads), state: { unnormed } };
}

export function headsBackward(
  build: Build,
  gradient: Tensor,
  heads: number,
  { unnormed }: HeadsState,
  norm: Tensor | undefined,
): Tensor {
  const { context, weights, inputs } = build;
  const turned = byToken(build, gradient, heads);
  const back = context.ropeBackward(turned, inputs.positions, weights.rope);
  const apart =
    norm === undefined || unnormed === undefined ? back : rmsNormBackward(build, back, unnormed, norm);
  return context.reshape(apart, [heads * weights.shape.headLength, apart.shape[2]]);
}

/** `[width, tokens]` → heads without a position, as values are. */
export function splitHeads(build: Build, x: Tensor, heads: number): Tensor {
  const apart = build.context.reshape(x, [build.weights.shape.headLength, heads, x.shape[1]]);
  return byHead(build, apart, heads);
}

/** Heads → `[width, tokens]`; also the way back of {@link splitHeads}. */
export function joinHeads(build: Build, x: Tensor, heads: number): Tensor {
  const tokens = build.shape.rows * build.shape.length;
  return build.context.reshape(byToken(build, x, heads), [heads * build.weights.shape.headLength, tokens]);
}

/** `[hd, heads, B·T]` → `[hd, T·g, n, B]` */
function byHead({ context, weights, shape }: Build, x: Tensor, heads: number): Tensor {
  const { headLength, keyValueHeads } = weights.shape;
  const rows = context.reshape(x, [headLength, heads, shape.length, shape.rows]);
  const moved = context.contiguous(context.permute(rows, [0, 2, 1, 3]));
  const group = heads / keyValueHeads;
  return context.reshape(moved, [headLength, shape.length * group, keyValueHeads, shape.rows]);
}

/** `[hd, T·g, n, B]` → `[hd, heads, B·T]` */
function byToken({ context, weights, shape }: Build, x: Tensor, heads: number): Tensor {
  const { headLength } = weights.shape;
  const apart = context.reshape(x, [headLength, shape.length, heads, shape.rows]);
  const moved = context.contiguous(context.permute(apart, [0, 2, 1, 3]));
  return context.reshape(moved, [headLength, heads, shape.length * shape.rows]);
}
