import { useQuery } from "@tanstack/react-query";
import { requestJson } from "../api/request.ts";
import type { MemoryPlan } from "../engine/engine.ts";

export interface Weights {
  readonly id: string;
  /** To pull and bind by; null for a file that only the machine's own people bind. */
  readonly reference: string | null;
  readonly title: string;
  readonly license: string;
  readonly source: string;
  readonly state: "ready" | "unconverted" | "absent" | "damaged";
  readonly bytes: number | null;
  readonly partial_bytes: number;
  readonly trained_context: number | null;
  readonly models: readonly string[];
}

export interface Binding {
  readonly id: string;
  readonly weights: string;
  readonly title: string;
  readonly bound: boolean;
  readonly loaded: boolean;
  readonly plan: MemoryPlan | null;
  readonly problem: string | null;
}

export interface Pull {
  readonly id: string;
  readonly weights: string;
  readonly status: "in_progress" | "completed" | "failed" | "cancelled";
  readonly step: string;
  readonly subject: string | null;
  readonly done_bytes: number;
  readonly total_bytes: number | null;
  readonly notice: string | null;
  readonly error: { readonly message: string } | null;
}

const MACHINE = "/v1/fourone/machine";
const PULL_REFRESH_MILLISECONDS = 700;

export function useWeights() {
  return useQuery({
    queryKey: ["machine", "weights"],
    queryFn: ({ signal }) => requestJson<{ data: readonly Weights[] }>(`${MACHINE}/weights`, { signal }),
    select: ({ data }) => data,
  });
}

export function useBindings() {
  return useQuery({
    queryKey: ["machine", "bindings"],
    queryFn: ({ signal }) => requestJson<{ data: readonly Binding[] }>(`${MACHINE}/models`, { signal }),
    select: ({ data }) => data,
  });
}

/** Asked for again and again while something is pulled. */
export function usePulls() {
  return useQuery({
    queryKey: ["machine", "pulls"],
    queryFn: ({ signal }) => requestJson<{ data: readonly Pull[] }>(`${MACHINE}/pulls`, { signal }),
    select: ({ data }) => data,
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ status }) => status === "in_progress") ? PULL_REFRESH_MILLISECONDS : false,
  });
}

export function startPull(weights: string): Promise<Pull> {
  return requestJson(`${MACHINE}/pulls`, { body: { weights } });
}

export function cancelPull(id: string): Promise<Pull> {
  return requestJson(`${MACHINE}/pulls/${id}/cancel`, { method: "POST" });
}

export interface BindRequest {
  readonly weights: string;
  readonly context_length?: number;
  readonly kv_type?: string;
}

export function planBinding(model: string, body: BindRequest, signal: AbortSignal): Promise<MemoryPlan> {
  return requestJson(`${MACHINE}/models/${model}/plan`, { body, signal });
}

export function bind(model: string, body: BindRequest): Promise<unknown> {
  return requestJson(`${MACHINE}/models/${model}`, { body });
}

export function unbind(model: string): Promise<unknown> {
  return requestJson(`${MACHINE}/models/${model}`, { method: "DELETE" });
}
