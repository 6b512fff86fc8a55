import type { AdapterFile } from "../adapter-file.ts";
import type { ModelDescription } from "../engine.ts";
import type { EngineError } from "../engine-error.ts";
import type { EngineMetrics } from "../engine-metrics.ts";
import type { EngineOptions } from "../engine-options.ts";
import type { GenerateRequest, PromptSegment } from "../generate-request.ts";
import type { ResumedChoice } from "../scheduler/create-request.ts";
import type { RequestOutput } from "../scheduler/scheduler.ts";

export type MessageToEngine =
  | { readonly kind: "load"; readonly options: EngineOptions }
  | {
      readonly kind: "generate";
      readonly request: GenerateRequest;
      /** Present where an engine before this one had begun the request. */
      readonly resumed?: readonly ResumedChoice[];
    }
  | { readonly kind: "cancel"; readonly id: string }
  | { readonly kind: "count"; readonly id: number; readonly prompt: readonly PromptSegment[] }
  /** Told again to every engine process, before any request. */
  | { readonly kind: "register-adapter"; readonly adapter: AdapterFile }
  | { readonly kind: "forget-adapter"; readonly id: string }
  | { readonly kind: "stop" };

/** What the engine process counts; restarts are counted by its client. */
export type ProcessMetrics = Omit<EngineMetrics, "restarts">;

export type MessageFromEngine =
  | { readonly kind: "load-progress"; readonly fraction: number }
  | { readonly kind: "ready"; readonly description: ModelDescription }
  | { readonly kind: "load-failed"; readonly message: string }
  /** What is done now is done for these requests. Sent whenever they change, before it is done. */
  | { readonly kind: "computing"; readonly ids: readonly string[] }
  | { readonly kind: "outputs"; readonly outputs: readonly RequestOutput[] }
  | { readonly kind: "refused"; readonly id: string; readonly error: EngineError }
  | { readonly kind: "counted"; readonly id: number; readonly tokens: number }
  | { readonly kind: "count-failed"; readonly id: number; readonly error: EngineError }
  | { readonly kind: "metrics"; readonly metrics: ProcessMetrics };
