import { useQueryClient } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { request } from "../api/request.ts";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { Badge } from "../components/ui/badge.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { Time } from "../figures/time.tsx";
import type { ApiKey } from "./organization.ts";

export interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  /** Where the keys are; one is revoked below it. */
  readonly path: string;
}

export function KeyTable({ keys, path }: KeyTableProps) {
  const client = useQueryClient();
  const revoke = async (id: string) => {
    await request(`${path}/${id}`, { method: "DELETE" });
    await client.invalidateQueries({ queryKey: ["organization"] });
  };
  return (
    <Table>
      <TableHeader>
        <TableRow>
          <TableHead>Name</TableHead>
          <TableHead>Key</TableHead>
          <TableHead>May</TableHead>
          <TableHead>Created</TableHead>
          <TableHead>Last used</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {keys.map((key) => {
          const account = key.owner?.service_account?.name;
          return (
            <TableRow key={key.id}>
              <TableCell className="max-w-64 min-w-32 font-medium break-words">
                {key.name ?? "unnamed"}
                {account !== undefined && <p className="text-xs text-muted-foreground">of {account}</p>}
              </TableCell>
              <TableCell className="font-mono text-xs whitespace-nowrap">{key.redacted_value}</TableCell>
              <TableCell>
                <Permissions apiKey={key} />
              </TableCell>
              <TableCell className="whitespace-nowrap">
                <Time seconds={key.created_at} />
              </TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground">
                {key.last_used_at === null ? "never" : <Time seconds={key.last_used_at} />}
              </TableCell>
              <TableCell className="text-right">
                {account === undefined && (
                  <ConfirmButton
                    aria-label={`Revoke ${key.name ?? key.id}`}
                    title="Revoke this key?"
                    description="Whatever uses it is refused from now on. That cannot be taken back."
                    act="Revoke"
                    onConfirm={() => revoke(key.id)}
                  >
                    <Ban />
                  </ConfirmButton>
                )}
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

function Permissions({ apiKey: { access, models } }: { readonly apiKey: ApiKey }) {
  if (access === undefined) return <Badge variant="warning">administrate</Badge>;
  return (
    <div className="flex flex-wrap gap-1">
      <Badge variant={access === "all" ? "neutral" : "primary"}>
        {access === "all" ? "everything" : access === "read_only" ? "only read" : `${access.length} scopes`}
      </Badge>
      {models && <Badge variant="outline">{models.join(", ")}</Badge>}
    </div>
  );
}
