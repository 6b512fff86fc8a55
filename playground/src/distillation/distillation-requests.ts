import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ListPage, nextPage } from "../api/list-page.ts";
import { requestJson } from "../api/request.ts";
import { type ComparedPrompt, type Distillation, isUnderWay, type Preview } from "./distillation.ts";

const LIST_REFRESH_MILLISECONDS = 1_500;
const REFRESH_MILLISECONDS = 1_000;

const PATH = "/v1/fourone/distillations";

export const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;

/** Which stored completions are learned from. */
export interface Selection {
  readonly teacher: string;
  readonly filter: {
    readonly metadata?: Readonly<Record<string, string>>;
    readonly created_after?: number;
    readonly created_before?: number;
  };
  readonly limit?: number | string;
  readonly held_out?: number | string;
}

export function usePreview(selection: Selection) {
  return useQuery({
    queryKey: ["distillation", "preview", selection],
    queryFn: ({ signal }) => requestJson<Preview>(`${PATH}/preview`, { signal, body: selection }),
    enabled: selection.teacher !== "",
    placeholderData: keepPreviousData,
  });
}

export function startDistillation(body: Record<string, unknown>): Promise<Distillation> {
  return requestJson<Distillation>(PATH, { body });
}

export function useDistillations() {
  return useInfiniteQuery({
    queryKey: ["distillation", "list"],
    queryFn: ({ signal, pageParam }) =>
      requestJson<ListPage<Distillation>>(PATH, { signal, query: { limit: 30, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextPage,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(isUnderWay)) ? LIST_REFRESH_MILLISECONDS : false,
  });
}

export function useDistillation(id: string) {
  return useQuery({
    queryKey: ["distillation", "one", id],
    queryFn: ({ signal }) => requestJson<Distillation>(pathOf(id), { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? REFRESH_MILLISECONDS : false),
  });
}

/** The held-out prompts, asked for again as more of them are answered. */
export function useComparedPrompts({ id, answers, status }: Distillation) {
  return useInfiniteQuery({
    queryKey: ["distillation", "prompts", id, answers?.done, status],
    queryFn: ({ signal, pageParam }) =>
      requestJson<ListPage<ComparedPrompt>>(`${pathOf(id)}/prompts`, {
        signal,
        query: { limit: 10, order: "asc", after: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextPage,
    placeholderData: keepPreviousData,
  });
}
