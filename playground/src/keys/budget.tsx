import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiFailure } from "../api/api-failure.ts";
import { request, requestJson } from "../api/request.ts";
import { ErrorState } from "../components/error-state.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Button } from "../components/ui/button.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Field } from "../components/ui/field.tsx";
import { Input } from "../components/ui/input.tsx";
import { type Project, projectPath } from "./organization.ts";

interface SpendLimit {
  /** Cents. */
  readonly threshold_amount: number;
  readonly enforcement: { readonly status: "inactive" | "enforcing" };
}

/** What a project may spend in a month. */
export function Budget({ project }: { readonly project: Project }) {
  const path = `${projectPath(project.id)}/spend_limit`;
  const client = useQueryClient();
  const [error, setError] = useState<unknown>();
  const budget = useQuery({
    queryKey: ["organization", path],
    // That there is none is an answer as well.
    queryFn: ({ signal }) =>
      requestJson<SpendLimit>(path, { signal }).catch((failure: unknown) => {
        if (failure instanceof ApiFailure && failure.status === 404) return null;
        throw failure;
      }),
  });
  const { data } = budget;
  const change = async (work: () => Promise<unknown>) => {
    setError(undefined);
    try {
      await work();
      await client.invalidateQueries({ queryKey: ["organization"] });
    } catch (thrown) {
      setError(thrown);
    }
  };
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const dollars = Number(new FormData(event.currentTarget).get("dollars"));
    const body = { threshold_amount: Math.round(dollars * 100), currency: "USD", interval: "month" };
    void change(() => requestJson(path, { body }));
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle>Budget of {project.name}</CardTitle>
        {data && (
          <Badge variant={data.enforcement.status === "enforcing" ? "destructive" : "success"}>
            {data.enforcement.status === "enforcing" ? "spent: requests are refused" : "within"}
          </Badge>
        )}
        <CardDescription>
          Dollars a month, at the configured prices. When it is spent, requests are refused until the next
          month.
        </CardDescription>
      </CardHeader>
      <form className="flex flex-wrap items-end gap-2 p-4 pt-2" onSubmit={save}>
        <Field label="Dollars a month">
          {(control) => (
            <Input
              {...control}
              key={data?.threshold_amount}
              name="dollars"
              type="number"
              min={0.01}
              step={0.01}
              required
              placeholder="no budget"
              className="w-40 tabular-nums"
              defaultValue={data ? data.threshold_amount / 100 : ""}
            />
          )}
        </Field>
        <Button type="submit" variant="outline">
          Save
        </Button>
        {data && (
          <Button variant="ghost" onClick={() => void change(() => request(path, { method: "DELETE" }))}>
            Remove
          </Button>
        )}
      </form>
      {(error ?? budget.error) && (
        <div className="p-4 pt-0">
          <ErrorState error={error ?? budget.error} />
        </div>
      )}
    </Card>
  );
}
