import { formatBytes } from "../../config/index.ts";
import type { ModelShape } from "../gguf/model-shape.ts";
import type { FittingPlan, Refusal } from "./memory-plan.ts";
import { type Load, processBytes } from "./placement.ts";

const count = new Intl.NumberFormat("en-US");

function describeLoad({ weights, keysAndValues, recurrent, compute }: Load): string {
  const parts = [
    `weights ${formatBytes(weights)}`,
    `keys and values ${formatBytes(keysAndValues)}`,
    ...(recurrent > 0 ? [`recurrent states ${formatBytes(recurrent)}`] : []),
    `buffers ${formatBytes(compute + processBytes)}`,
  ];
  return parts.join(" + ");
}

function describeContext({ contextLength, yarn }: FittingPlan, { trainedContext }: ModelShape): string {
  if (yarn) return `stretched ${yarn.factor.toFixed(1)} times from ${count.format(trainedContext)} with YaRN`;
  if (contextLength === trainedContext) return "all that the weights were trained for";
  return `of ${count.format(trainedContext)} that the weights were trained for`;
}

function describePlacement({ placement }: FittingPlan, { layers }: ModelShape): string {
  const { gpuLayers, hostBytes, deviceBytes } = placement;
  if (gpuLayers === 0) return "on the CPU";
  const sizes = `${formatBytes(deviceBytes)} on the GPU, ${formatBytes(hostBytes)} beside it`;
  if (gpuLayers > layers.length) return `all ${layers.length} layers on the GPU (${sizes})`;
  return `${gpuLayers} of ${layers.length} layers on the GPU, the rest on the CPU (${sizes})`;
}

/** What a plan picked, and why, in a few lines. */
export function describePlan(plan: FittingPlan, shape: ModelShape): readonly string[] {
  const conversations = Math.floor(plan.cells / plan.contextLength);
  const precision = { f16: "exact (f16)", q8_0: "in 8 bits (q8_0)", q4_0: "in 4 bits (q4_0)" }[plan.kvType];
  return [
    `context ${count.format(plan.contextLength)} tokens, ${describeContext(plan, shape)}`,
    `keys and values ${precision}, ${count.format(plan.cells)} tokens` +
      (conversations > 1 ? `, room for ${conversations} full conversations` : ""),
    `${describePlacement(plan, shape)}: ${describeLoad(plan.load)} = ${formatBytes(plan.totalBytes)}`,
  ];
}

/** Why a model is not loaded, with the numbers and what to do about it. */
export function describeRefusal(title: string, refusal: Refusal): string {
  switch (refusal.kind) {
    case "context-too-long":
      return (
        `${title} takes at most ${count.format(refusal.maximum)} tokens of context, ` +
        `and contextLength asks for ${count.format(refusal.contextLength)}`
      );
    case "kv-type-unsupported":
      return `${title} cannot keep keys and values as ${refusal.kvType}: its heads are not a multiple of 32 wide`;
    case "too-little-memory": {
      const { contextLength, load } = refusal.smallest;
      return (
        `${title} needs at least ${formatBytes(refusal.neededBytes)} of memory for a context of ` +
        `${count.format(contextLength)} tokens (${describeLoad(load)}), and ${formatBytes(refusal.availableBytes)} ` +
        "are to be had; end other programs, raise `memory` in the configuration, or choose smaller weights or " +
        "another profile"
      );
    }
  }
}
