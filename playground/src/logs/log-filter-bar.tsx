import { Input } from "../components/ui/input.tsx";
import { Select } from "../components/ui/select.tsx";
import type { LogFilters } from "./log-entry.ts";

const STATUSES = ["completed", "in_progress", "queued", "incomplete", "failed", "cancelled"];

export interface LogFilterBarProps {
  readonly filters: LogFilters;
  readonly onChange: (filters: LogFilters) => void;
}

export function LogFilterBar({ filters, onChange }: LogFilterBarProps) {
  const change = (part: Partial<LogFilters>) => onChange({ ...filters, ...part });
  return (
    <search className="grid grid-cols-2 gap-2 md:grid-cols-[2fr_2fr_1fr_1fr]">
      <Input
        type="search"
        aria-label="Search text"
        placeholder="Search what was said…"
        maxLength={256}
        className="col-span-2 md:col-span-1"
        value={filters.query}
        onChange={(event) => change({ query: event.target.value })}
      />
      <Input
        aria-label="Filter by metadata"
        placeholder="Metadata: topic=tea, run=7"
        className="col-span-2 md:col-span-1"
        value={filters.metadata}
        onChange={(event) => change({ metadata: event.target.value })}
      />
      <Select
        aria-label="Kind"
        value={filters.kind}
        onChange={(event) => change({ kind: event.target.value })}
      >
        <option value="">Every kind</option>
        <option value="chat.completion">Completions</option>
        <option value="response">Responses</option>
      </Select>
      <Select
        aria-label="Status"
        value={filters.status}
        onChange={(event) => change({ status: event.target.value })}
      >
        <option value="">Every status</option>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {status.replace("_", " ")}
          </option>
        ))}
      </Select>
    </search>
  );
}
