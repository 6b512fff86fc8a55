import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "../api/api-failure.ts";
import { requestJson } from "../api/request.ts";
import { Button } from "../components/ui/button.tsx";
import { Input } from "../components/ui/input.tsx";
import { TableCell, TableRow } from "../components/ui/table.tsx";
import type { RateLimit } from "./organization.ts";

const FIELDS = [
  { name: "max_requests_per_1_minute", label: "requests a minute" },
  { name: "max_tokens_per_1_minute", label: "tokens a minute" },
  { name: "batch_1_day_max_input_tokens", label: "batch tokens a day" },
] as const;

type Field = (typeof FIELDS)[number]["name"];

/** One model's limits, which are saved when they were changed. */
export function RateLimitRow({ limit, path }: { readonly limit: RateLimit; readonly path: string }) {
  const client = useQueryClient();
  const [changed, setChanged] = useState<Partial<Record<Field, number>>>({});
  const [problem, setProblem] = useState<string>();
  const save = async () => {
    setProblem(undefined);
    try {
      await requestJson(`${path}/${limit.id}`, { body: changed });
      setChanged({});
      await client.invalidateQueries({ queryKey: ["organization"] });
    } catch (thrown) {
      setProblem(messageOf(thrown));
    }
  };
  return (
    <TableRow>
      <TableCell className="min-w-32 pt-4 font-medium">
        {limit.model}
        {problem !== undefined && (
          <p role="alert" className="text-xs font-normal text-destructive">
            {problem}
          </p>
        )}
      </TableCell>
      {FIELDS.map(({ name, label }) => (
        <TableCell key={name}>
          <Input
            type="number"
            min={1}
            className="w-36 tabular-nums"
            aria-label={`${limit.model}: ${label}`}
            value={changed[name] ?? limit[name] ?? ""}
            onChange={(event) => {
              const value = event.target.valueAsNumber;
              setChanged((before) => ({ ...before, ...(Number.isInteger(value) && { [name]: value }) }));
            }}
          />
        </TableCell>
      ))}
      <TableCell className="text-right">
        <Button
          variant="outline"
          size="small"
          aria-label={`Save the limits of ${limit.model}`}
          disabled={Object.keys(changed).length === 0}
          onClick={() => void save()}
        >
          Save
        </Button>
      </TableCell>
    </TableRow>
  );
}
