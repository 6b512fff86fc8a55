import { useEffect, useState } from "react";
import { streamEvents } from "../api/event-stream.ts";

/** An engine as `GET /v1/fourone/engines` tells it. */
export interface EngineState {
  readonly id: string;
  readonly models: readonly string[];
  readonly state: "starting" | "ready" | "restarting" | "stopping" | "stopped";
  readonly restarts: number;
  readonly requests: { readonly queued: number; readonly running: number; readonly sequences: number };
  readonly tokens: {
    readonly prompt: number;
    readonly cached: number;
    readonly prefilled: number;
    readonly generated: number;
    readonly accepted_prediction: number;
    readonly rejected_prediction: number;
  };
  readonly seconds: { readonly prefill: number; readonly decode: number };
  readonly cache: {
    readonly hit_rate: number;
    readonly cells: {
      readonly total: number;
      readonly active: number;
      readonly cached: number;
      readonly bytes: number;
    };
    readonly memory: Tier;
    readonly disk: Tier;
  };
  readonly weights: {
    readonly id: string;
    readonly title: string;
    readonly license: string;
    readonly bytes: number;
    readonly sha256: string;
  } | null;
  readonly plan: MemoryPlan | null;
}

export interface Tier {
  readonly bytes: number;
  readonly budget_bytes: number;
}

export interface MemoryPlan {
  readonly context_length: number;
  readonly cells: number;
  readonly sequences: number;
  readonly kv_type: string;
  readonly gpu_layers: number;
  readonly host_bytes: number;
  readonly device_bytes: number;
  readonly weights_bytes: number;
  readonly keys_and_values_bytes: number;
  readonly recurrent_bytes: number;
  readonly compute_bytes: number;
  readonly total_bytes: number;
  readonly notes: readonly string[];
}

/** The engines at one moment. */
export interface EngineReading {
  /** Milliseconds on the page's own clock. */
  readonly at: number;
  readonly engines: readonly EngineState[];
}

export interface EngineWatch {
  /** The newest last; two minutes of them. */
  readonly readings: readonly EngineReading[];
  readonly error: unknown;
}

const KEPT_READINGS = 120;
const RECONNECT_MILLISECONDS = 2_000;

/** What the engines tell every second, for as long as somebody looks. */
export function useEngines(): EngineWatch {
  const [watch, setWatch] = useState<EngineWatch>({ readings: [], error: undefined });
  useEffect(() => {
    const stop = new AbortController();
    void follow(stop.signal, setWatch);
    return () => stop.abort();
  }, []);
  return watch;
}

async function follow(
  signal: AbortSignal,
  change: (next: (watch: EngineWatch) => EngineWatch) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const part of streamEvents("/v1/fourone/engines/events", { signal })) {
        if (part.kind !== "data") continue;
        const { data } = JSON.parse(part.data) as { data: readonly EngineState[] };
        const reading = { at: performance.now(), engines: data };
        change(({ readings }) => ({
          readings: [...readings, reading].slice(-KEPT_READINGS),
          error: undefined,
        }));
      }
    } catch (error) {
      if (signal.aborted) return;
      change(({ readings }) => ({ readings, error }));
    }
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MILLISECONDS));
  }
}

/** Tokens a second between readings, one number for each but the first. */
export function ratesOf(
  readings: readonly EngineReading[],
  id: string,
  read: (engine: EngineState) => number,
): number[] {
  const points = readings.flatMap(({ at, engines }) => {
    const engine = engines.find((one) => one.id === id);
    return engine === undefined ? [] : [{ at, value: read(engine) }];
  });
  return points.slice(1).map(({ at, value }, index) => {
    const before = points[index]!;
    // A counter that went back belongs to a new engine process.
    return Math.max(0, value - before.value) / Math.max(0.001, (at - before.at) / 1000);
  });
}
