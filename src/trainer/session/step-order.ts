import { SeededRandom } from "../seeded-random.ts";

export interface StepPlan {
  readonly items: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
}

export function stepsPerEpoch({ items, batchSize }: Pick<StepPlan, "items" | "batchSize">): number {
  return Math.ceil(items / batchSize);
}

export function totalSteps(plan: StepPlan): number {
  return stepsPerEpoch(plan) * plan.epochs;
}

/** The items of a step, counted from 0. Every epoch has an order of its own, which only the seed decides. */
export function itemsOfStep(plan: StepPlan, step: number): number[] {
  const perEpoch = stepsPerEpoch(plan);
  const epoch = Math.floor(step / perEpoch);
  const order = new SeededRandom(plan.seed + 0x9e37 * (epoch + 1)).permutation(plan.items);
  const from = (step % perEpoch) * plan.batchSize;
  return order.slice(from, from + plan.batchSize);
}
