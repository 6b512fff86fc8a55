import { describe, expect, it } from "vitest";
import { freshOptimizerState, updateAdamW } from "./adamw.ts";
import { clippingFactor, gradientNorm } from "./gradient-norm.ts";
import { learningRateAt, warmUpSteps } from "./learning-rate.ts";

describe("updateAdamW", () => {
  it("moves by the learning rate against the sign of a steady gradient, whatever its size", () => {
    const parameters = Float32Array.of(1, 1);
    const state = freshOptimizerState(2);
    const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-12, weightDecay: 0 };
    for (let step = 0; step < 10; step++)
      updateAdamW(parameters, Float32Array.of(1000, -0.001), state, 0.01, 1, options);
    expect(parameters[0]).toBeCloseTo(0.9, 5);
    expect(parameters[1]).toBeCloseTo(1.1, 5);
  });

  it("shrinks parameters apart from the gradient", () => {
    const parameters = Float32Array.of(2);
    const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.5 };
    updateAdamW(parameters, Float32Array.of(0), freshOptimizerState(1), 0.1, 1, options);
    expect(parameters[0]).toBeCloseTo(2 - 0.1 * 0.5 * 2, 6);
  });

  it("finds the least of a bowl", () => {
    const parameters = Float32Array.of(3, -4);
    const state = freshOptimizerState(2);
    for (let step = 0; step < 2000; step++)
      updateAdamW(
        parameters,
        parameters.map((value) => 2 * value),
        state,
        0.01,
        1,
      );
    expect(gradientNorm(parameters)).toBeLessThan(1e-2);
  });
});

describe("clipping", () => {
  it("leaves short gradients alone and cuts long ones to length", () => {
    expect(gradientNorm(Float32Array.of(3, 4))).toBe(5);
    expect(clippingFactor(5, 10)).toBe(1);
    expect(clippingFactor(5, 1)).toBeCloseTo(0.2);
    expect(gradientNorm(Float32Array.of(1, Number.NaN))).toBeNaN();
  });
});

describe("learningRateAt", () => {
  it("rises to the peak, falls to a tenth of it, and never jumps", () => {
    const schedule = { peak: 1, totalSteps: 100, warmUpSteps: warmUpSteps(100) };
    const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(step, schedule));
    expect(Math.max(...rates)).toBeCloseTo(1);
    expect(rates[0]).toBeCloseTo(0.1);
    expect(rates[99]).toBeLessThan(0.11);
    expect(rates[99]).toBeGreaterThanOrEqual(0.1);
    for (let step = 1; step < 100; step++)
      expect(Math.abs(rates[step]! - rates[step - 1]!)).toBeLessThan(0.11);
  });

  it("works for a single step", () => {
    expect(learningRateAt(0, { peak: 1, totalSteps: 1, warmUpSteps: warmUpSteps(1) })).toBeCloseTo(1);
  });
});
