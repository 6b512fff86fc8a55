import type { Tensor } from "../../llama/index.ts";
import type { Build } from "./build.ts";
import { type LinearState, linearBackward, linearForward, sum } from "./lora-linear.ts";

export interface FeedForwardState {
  readonly x: Tensor;
  readonly gated: Tensor;
  readonly gate: Tensor;
  readonly up: Tensor;
  readonly linear: { readonly gate: LinearState; readonly up: LinearState; readonly down: LinearState };
}

/** y = down(silu(gate(x)) · up(x)) */
export function feedForwardForward(
  build: Build,
  layer: number,
  x: Tensor,
): { readonly y: Tensor; readonly state: FeedForwardState } {
  const gate = linearForward(build, layer, "ffn_gate", x);
  const up = linearForward(build, layer, "ffn_up", x);
  const gated = build.context.gatedSilu(gate.y, up.y);
  const down = linearForward(build, layer, "ffn_down", gated);
  const linear = { gate: gate.state, up: up.state, down: down.state };
  return { y: down.y, state: { x, gated, gate: gate.y, up: up.y, linear } };
}

/** dx; everything before this block has something to train, so that it is always wanted. */
export function feedForwardBackward(build: Build, state: FeedForwardState, gradient: Tensor): Tensor {
  const { context } = build;
  const { x, gated, gate, up, linear } = state;
  const gatedGradient = linearBackward(build, linear.down, gated, gradient, true)!;
  const upGradient = context.multiply(gatedGradient, context.silu(gate));
  const gateGradient = context.siluBackward(context.multiply(gatedGradient, up), gate);
  return sum(build, [
    linearBackward(build, linear.gate, x, gateGradient, true),
    linearBackward(build, linear.up, x, upGradient, true),
  ])!;
}
