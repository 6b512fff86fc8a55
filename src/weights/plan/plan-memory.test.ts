import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ModelShape } from "../gguf/model-shape.ts";
import { describePlan, describeRefusal } from "./describe-plan.ts";
import { kvBytesPerToken, recurrentBytesPerSequence } from "./memory-figures.ts";
import type { FittingPlan, PlanRequest } from "./memory-plan.ts";
import { hybrid9b, tinyLlama } from "./model-shape.fixture.ts";
import { planMemory } from "./plan-memory.ts";

const gib = 2 ** 30;

type Wishes = Partial<Omit<PlanRequest, "memory">> & {
  readonly hostGib: number;
  readonly gpuGib?: number;
  readonly sharedGpu?: boolean;
};

function request({ hostGib, gpuGib, sharedGpu = false, ...wishes }: Wishes): PlanRequest {
  const devices =
    gpuGib === undefined ? [] : [{ name: "GPU", freeBytes: gpuGib * gib, sharedWithHost: sharedGpu }];
  return { memory: { hostBytes: hostGib * gib, devices }, yarnFactor: 1, concurrentSequences: 32, ...wishes };
}

function fitting(shape: ModelShape, wishes: Wishes): FittingPlan {
  const plan = planMemory(shape, request(wishes));
  if (plan.kind !== "fits") throw new Error(describeRefusal("the model", plan));
  return plan;
}

describe("memory figures", () => {
  it("are those measured for TinyLlama: 22,528 bytes a token in f16", () => {
    expect(kvBytesPerToken(tinyLlama, "f16")).toBe(22_528);
    expect(kvBytesPerToken(tinyLlama, "q8_0")).toBe(11_968);
    expect(kvBytesPerToken(tinyLlama, "q4_0")).toBe(6_336);
  });

  it("count keys and values of attention layers only, and states per sequence", () => {
    expect(kvBytesPerToken(hybrid9b, "f16")).toBe(32_768);
    expect(recurrentBytesPerSequence(hybrid9b)).toBe(52_690_944);
  });
});

describe("planMemory", () => {
  it("gives the starter its whole context, and room for eight such conversations", () => {
    const plan = fitting(tinyLlama, { hostGib: 8 });
    expect(plan).toMatchObject({ contextLength: 2048, cells: 16_384, kvType: "f16", sequences: 256 });
    expect(plan.placement).toMatchObject({ gpuLayers: 0, deviceBytes: 0 });
    expect(plan.load.keysAndValues).toBe(16_384 * 22_528);
    expect(plan.placement.hostBytes).toBe(plan.totalBytes);
  });

  it("gives the starter less room at once where memory is short, before it gives up anything else", () => {
    const plan = fitting(tinyLlama, { hostGib: 1.25 });
    expect(plan).toMatchObject({ contextLength: 2048, kvType: "f16" });
    expect(plan.cells).toBeGreaterThanOrEqual(2048);
    expect(plan.cells).toBeLessThan(16_384);
  });

  it("gives up precision before length above 32,768 tokens, and all of it below", () => {
    const picked: string[] = [];
    for (let hostGib = 32; hostGib > 6.8; hostGib -= 0.02) {
      const { contextLength, kvType } = fitting(hybrid9b, { hostGib });
      const choice = `${contextLength} ${kvType}`;
      if (picked.at(-1) !== choice) picked.push(choice);
    }
    expect(picked.slice(0, 9)).toEqual([
      "262144 f16",
      "262144 q8_0",
      "131072 f16",
      "131072 q8_0",
      "65536 f16",
      "65536 q8_0",
      "32768 f16",
      "32768 q8_0",
      "32768 q4_0",
    ]);
  });

  it("keeps fewer recurrent states where memory is short", () => {
    expect(fitting(hybrid9b, { hostGib: 64 }).sequences).toBe(64);
    expect(fitting(hybrid9b, { hostGib: 7 }).sequences).toBe(8);
  });

  it("keeps to what was asked, and refuses with numbers when that does not fit", () => {
    expect(fitting(hybrid9b, { hostGib: 32, contextLength: 8192, kvType: "q4_0" })).toMatchObject({
      contextLength: 8192,
      kvType: "q4_0",
    });
    const plan = planMemory(hybrid9b, request({ hostGib: 8, contextLength: 262_144, kvType: "f16" }));
    expect(plan).toMatchObject({
      kind: "too-little-memory",
      smallest: { contextLength: 262_144, kvType: "f16" },
    });
    expect(plan.kind === "too-little-memory" && describeRefusal("Qwen", plan)).toMatch(
      /^Qwen needs at least 1\d\.\d GiB of memory for a context of 262,144 tokens \(weights 5\.6 GiB \+ keys and values 8\.0 GiB .*8\.0 GiB are to be had/,
    );
  });

  it("stretches the context only when asked to, and only as far as the weights allow", () => {
    const asked = { hostGib: 64, contextLength: 1_000_000 };
    expect(fitting(hybrid9b, { ...asked, yarnFactor: 4 }).yarn).toEqual({
      factor: 1_000_000 / 262_144,
      originalContext: 262_144,
    });
    expect(fitting(hybrid9b, { hostGib: 64, yarnFactor: 4 })).not.toHaveProperty("yarn");
    expect(planMemory(hybrid9b, request(asked))).toEqual({
      kind: "context-too-long",
      contextLength: 1_000_000,
      maximum: 262_144,
    });
    expect(
      planMemory(hybrid9b, request({ ...asked, contextLength: 1_048_577, yarnFactor: 8 })),
    ).toMatchObject({
      maximum: 1_048_576,
    });
  });

  it("never stores keys in blocks that would cross heads", () => {
    const odd = {
      ...hybrid9b,
      attention: hybrid9b.attention.map((layer) => ({ ...layer, headElements: 80 })),
    };
    expect(fitting(odd, { hostGib: 14 }).kvType).toBe("f16");
    expect(planMemory(odd, request({ hostGib: 14, kvType: "q8_0" }))).toMatchObject({
      kind: "kv-type-unsupported",
    });
  });

  it("puts everything on a GPU that has the room", () => {
    const plan = fitting(hybrid9b, { hostGib: 16, gpuGib: 24 });
    expect(plan.placement.gpuLayers).toBe(33);
    expect(plan.placement.deviceBytes).toBeGreaterThan(plan.placement.hostBytes);
    expect(describePlan(plan, hybrid9b)[2]).toMatch(/^all 32 layers on the GPU/);
  });

  it("shortens the context rather than leave the GPU, down to 32,768 tokens", () => {
    const plan = fitting(hybrid9b, { hostGib: 64, gpuGib: 10 });
    expect(plan.placement.gpuLayers).toBe(33);
    expect(plan.contextLength).toBeLessThan(262_144);
    expect(plan.contextLength).toBeGreaterThanOrEqual(32_768);
  });

  it("splits what a GPU cannot hold, and uses none where not one layer fits", () => {
    const split = fitting(hybrid9b, { hostGib: 16, gpuGib: 5 });
    expect(split.placement.gpuLayers).toBeGreaterThan(5);
    expect(split.placement.gpuLayers).toBeLessThan(32);
    expect(fitting(hybrid9b, { hostGib: 16, gpuGib: 0.5 }).placement.gpuLayers).toBe(0);
    expect(fitting(hybrid9b, { hostGib: 16, gpuGib: 24, gpuLayers: 7 }).placement.gpuLayers).toBe(7);
  });

  it("does not count memory twice that GPU and machine share", () => {
    expect(planMemory(hybrid9b, request({ hostGib: 6, gpuGib: 6, sharedGpu: true })).kind).toBe(
      "too-little-memory",
    );
    expect(fitting(hybrid9b, { hostGib: 12, gpuGib: 12, sharedGpu: true }).placement.gpuLayers).toBe(33);
  });

  const anyRequest = fc.record({
    hostGib: fc.double({ min: 0.1, max: 80, noNaN: true }),
    gpuGib: fc.option(fc.double({ min: 0.1, max: 90, noNaN: true }), { nil: undefined }),
    shape: fc.constantFrom(tinyLlama, hybrid9b),
    contextLength: fc.option(fc.integer({ min: 256, max: 300_000 }), { nil: undefined }),
    concurrentSequences: fc.integer({ min: 1, max: 256 }),
  });

  it("never plans more than there is, and its figures add up", () => {
    fc.assert(
      fc.property(anyRequest, ({ shape, hostGib, gpuGib, contextLength, concurrentSequences }) => {
        const wishes = {
          hostGib,
          contextLength,
          concurrentSequences,
          ...(gpuGib === undefined ? {} : { gpuGib }),
        };
        const plan = planMemory(shape, request(wishes));
        if (plan.kind !== "fits") return;
        expect(plan.placement.hostBytes).toBeLessThanOrEqual(hostGib * gib);
        expect(plan.placement.deviceBytes).toBeLessThanOrEqual((gpuGib ?? 0) * gib);
        expect(plan.cells).toBeGreaterThanOrEqual(plan.contextLength);
        expect(plan.cells % 256).toBe(0);
        expect(plan.contextLength).toBeLessThanOrEqual(shape.trainedContext);
        expect(plan.load.keysAndValues).toBe(plan.cells * kvBytesPerToken(shape, plan.kvType));
        if (contextLength !== undefined) expect(plan.contextLength).toBe(contextLength);
      }),
    );
  });

  it("never gives a shorter context for more memory, and refuses only what cannot fit", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 40, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (less, more) => {
          const small = planMemory(tinyLlama, request({ hostGib: less }));
          const large = planMemory(tinyLlama, request({ hostGib: less + more }));
          if (small.kind === "fits") {
            if (large.kind !== "fits") throw new Error("more memory, and it no longer fits");
            expect(large.contextLength).toBeGreaterThanOrEqual(small.contextLength);
          }
          if (small.kind === "too-little-memory")
            expect(small.neededBytes).toBeGreaterThan(small.availableBytes);
        },
      ),
    );
  });
});

describe("describePlan", () => {
  it("says what was picked, and why", () => {
    expect(describePlan(fitting(tinyLlama, { hostGib: 8 }), tinyLlama)).toEqual([
      "context 2,048 tokens, all that the weights were trained for",
      "keys and values exact (f16), 16,384 tokens, room for 8 full conversations",
      "on the CPU: weights 638 MiB + keys and values 352 MiB + buffers 318 MiB = 1.3 GiB",
    ]);
  });
});
