import { useInfiniteQuery } from "@tanstack/react-query";
import { FlaskConical, ScrollText, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { type ListPage, nextPage } from "../api/list-page.ts";
import { requestJson } from "../api/request.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { ShowMore } from "../components/show-more.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card } from "../components/ui/card.tsx";
import { distillationLink } from "../distillation/selection.ts";
import { LogDetail } from "./log-detail.tsx";
import { type LogEntry, type LogFilters, metadataQuery } from "./log-entry.ts";
import { LogFilterBar } from "./log-filter-bar.tsx";
import { LogTable } from "./log-table.tsx";

const NO_FILTERS: LogFilters = { query: "", kind: "", status: "", metadata: "" };

export default function LogsView() {
  const [filters, setFilters] = useAddressFilters();
  const [shown, setShown] = useState<LogEntry>();
  const { query, kind, status, metadata } = useDeferredValue(filters);
  const logs = useInfiniteQuery({
    queryKey: ["logs", query, kind, status, metadata],
    queryFn: ({ signal, pageParam }) =>
      requestJson<ListPage<LogEntry>>("/v1/fourone/logs", {
        signal,
        query: {
          limit: 30,
          after: pageParam,
          query: query || undefined,
          kind: kind || undefined,
          status: status || undefined,
          ...metadataQuery(metadata),
        },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextPage,
    placeholderData: (previous) => previous,
  });
  const filtered = [query, kind, status, metadata].some((value) => value !== "");
  return (
    <Page
      title="Logs"
      description="Completions and responses that were stored, the newest first."
      actions={<DistillLink filters={filters} pages={logs.data?.pages ?? []} />}
    >
      <LogFilterBar filters={filters} onChange={setFilters} />
      <Loaded query={logs}>
        {({ pages }) => {
          const entries = pages.flatMap(({ data }) => data);
          if (entries.length === 0) {
            return (
              <Card>
                {filtered ? <NothingFound onClear={() => setFilters(NO_FILTERS)} /> : <NothingStored />}
              </Card>
            );
          }
          return (
            <Card>
              <LogTable entries={entries} onOpen={setShown} />
              <ShowMore query={logs} />
            </Card>
          );
        }}
      </Loaded>
      {shown && <LogDetail key={shown.id} entry={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

/** Of this project's answers, those that the address asks for. */
function useAddressFilters(): readonly [LogFilters, (filters: LogFilters) => void] {
  const [parameters, setParameters] = useSearchParams();
  const names = Object.keys(NO_FILTERS) as (keyof LogFilters)[];
  const filters = Object.fromEntries(
    names.map((name) => [name, parameters.get(name) ?? ""]),
  ) as unknown as LogFilters;
  const change = (next: LogFilters) =>
    setParameters(
      Object.entries(next).filter(([, value]) => value !== ""),
      { replace: true },
    );
  return [filters, change];
}

/** Where these can be learned from: of chat completions, chosen by what a distillation can choose by. */
function DistillLink(props: { filters: LogFilters; pages: readonly ListPage<LogEntry>[] }) {
  const { query, kind, status, metadata } = props.filters;
  const completion = props.pages
    .flatMap(({ data }) => data)
    .find((entry) => entry.kind === "chat.completion");
  if (completion === undefined || kind === "response" || query !== "" || status !== "") return null;
  return (
    <Button asChild variant="outline" size="small">
      <Link href={distillationLink({ teacher: completion.model, metadata })}>
        <FlaskConical /> Distill these
      </Link>
    </Button>
  );
}

function NothingStored() {
  return (
    <EmptyState icon={ScrollText} title="Nothing is stored yet">
      Chat completions appear here when they are asked for with <code>store: true</code>, responses unless
      they are asked for with <code>store: false</code>. Label them with <code>metadata</code> to find them
      again.
    </EmptyState>
  );
}

function NothingFound({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      icon={Search}
      title="Nothing matches"
      action={
        <Button variant="outline" size="small" onClick={onClear}>
          Clear the filters
        </Button>
      }
    >
      Text is looked for in what was sent and answered; metadata must match exactly.
    </EmptyState>
  );
}
