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

/** What the API says where there is no limit. */
const UNLIMITED = 2_147_483_647;

/** One model's limits, which are saved when they were changed. An empty field is no limit. */
export function RateLimitRow({ limit, path }: { readonly limit: RateLimit; readonly path: string }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setProblem(undefined);
    setBusy(true);
    try {
      const body = Object.fromEntries(
        Object.entries(typed).map(([name, text]) => [name, text === "" ? UNLIMITED : Number(text)]),
      );
      await requestJson(`${path}/${limit.id}`, { body });
      await client.invalidateQueries({ queryKey: ["organization"] });
      setTyped({});
    } catch (thrown) {
      setProblem(messageOf(thrown));
    } finally {
      setBusy(false);
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
            placeholder="no limit"
            value={typed[name] ?? shown(limit[name])}
            onChange={(event) => {
              const { value, validity } = event.target;
              // What is no number yet, such as a sign alone, reads as empty: that is not "no limit".
              if (!validity.badInput) setTyped((before) => ({ ...before, [name]: value }));
            }}
          />
        </TableCell>
      ))}
      <TableCell className="text-right">
        <Button
          variant="outline"
          size="small"
          aria-label={`Save the limits of ${limit.model}`}
          disabled={busy || Object.keys(typed).length === 0}
          onClick={() => void save()}
        >
          Save
        </Button>
      </TableCell>
    </TableRow>
  );
}

function shown(limit: number | undefined): string {
  return limit === undefined || limit >= UNLIMITED ? "" : String(limit);
}
