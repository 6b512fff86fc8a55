import { type QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ListPage, nextPage } from "../api/list-page.ts";
import { request, requestJson } from "../api/request.ts";
import { type Checkpoint, isUnderWay, type Job, type JobEvent } from "./job.ts";

const LIST_REFRESH_MILLISECONDS = 1_500;
const REFRESH_MILLISECONDS = 1_000;

const pathOf = (id: string) => `/v1/fine_tuning/jobs/${encodeURIComponent(id)}`;

export function useJobs() {
  return useInfiniteQuery({
    queryKey: ["fine-tuning", "jobs"],
    queryFn: ({ signal, pageParam }) =>
      requestJson<ListPage<Job>>("/v1/fine_tuning/jobs", { signal, query: { limit: 30, after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextPage,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(isUnderWay)) ? LIST_REFRESH_MILLISECONDS : false,
  });
}

export function useJob(id: string) {
  return useQuery({
    queryKey: ["fine-tuning", "job", id],
    queryFn: ({ signal }) => requestJson<Job>(pathOf(id), { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? REFRESH_MILLISECONDS : false),
  });
}

export function useCheckpoints(job: Job) {
  return useQuery({
    // A job that has ended is asked once more: its last checkpoint came with its end.
    queryKey: ["fine-tuning", "checkpoints", job.id, job.status],
    queryFn: ({ signal }) =>
      requestJson<ListPage<Checkpoint>>(`${pathOf(job.id)}/checkpoints`, { signal, query: { limit: 100 } }),
    select: ({ data }) => data,
    placeholderData: (previous) => previous,
    refetchInterval: isUnderWay(job) ? 2 * REFRESH_MILLISECONDS : false,
  });
}

/** How far a job has come, by the last of its steps. */
export function useLastStep(id: string, status: Job["status"] | undefined) {
  return useQuery({
    queryKey: ["fine-tuning", "last-step", id],
    queryFn: ({ signal }) => eventPage(id, { limit: 20, signal }),
    select: ({ data }) => data.find(({ data: { step } }) => step !== undefined)?.data,
    enabled: status === "running" || status === "paused",
    refetchInterval: status === "running" ? LIST_REFRESH_MILLISECONDS : false,
  });
}

/** Events of a job, the newest first. */
export function eventPage(
  id: string,
  { limit, after, signal }: { limit: number; after?: string | undefined; signal: AbortSignal },
): Promise<ListPage<JobEvent>> {
  return requestJson(`${pathOf(id)}/events`, { signal, query: { limit, after } });
}

export async function steerJob(
  client: QueryClient,
  id: string,
  action: "cancel" | "pause" | "resume",
): Promise<void> {
  await request(`${pathOf(id)}/${action}`, { method: "POST" });
  await client.invalidateQueries({ queryKey: ["fine-tuning"] });
}

/** Deletes a tuned model, and leaves no list that still names it. */
export async function deleteTunedModel(client: QueryClient, name: string): Promise<void> {
  await request(`/v1/models/${encodeURIComponent(name)}`, { method: "DELETE" });
  await client.invalidateQueries({ queryKey: ["served-models"] });
}
