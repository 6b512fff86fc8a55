import { useQuery } from "@tanstack/react-query";
import { requestJson } from "../api/request.ts";

/** US dollars per million tokens. */
export interface Prices {
  readonly input: number;
  readonly cached_input: number;
  readonly output: number;
}

/** A model as `GET /v1/fourone/models` lists it. */
export interface ServedModel {
  readonly id: string;
  /** The dated name behind an alias. */
  readonly snapshot: string;
  readonly context_length: number;
  readonly max_output_tokens: number;
  readonly input_modalities: readonly string[];
  /** What the original service asks; null where it has no such model. */
  readonly prices: Prices | null;
  readonly shutdown_date: string | null;
  /** Unix seconds. */
  readonly created: number;
  /** The snapshot that a tuned model was made from. */
  readonly base_model: string | null;
  /** Whether fine-tuning jobs may name it. */
  readonly tunable: boolean;
}

export function useServedModels() {
  return useQuery({
    queryKey: ["served-models"],
    queryFn: ({ signal }) => requestJson<{ data: readonly ServedModel[] }>("/v1/fourone/models", { signal }),
    select: ({ data }) => data,
    staleTime: 60_000,
  });
}

export function useServedModel(name: string): ServedModel | undefined {
  return useServedModels().data?.find(({ id, snapshot }) => id === name || snapshot === name);
}
