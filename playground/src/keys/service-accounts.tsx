import { useQueryClient } from "@tanstack/react-query";
import { Bot, Plus, Trash2 } from "lucide-react";
import { request, requestJson } from "../api/request.ts";
import { ConfirmButton } from "../components/confirm-button.tsx";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { Time } from "../figures/time.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { type Project, projectPath, type ServiceAccount, useOrganizationList } from "./organization.ts";

export function ServiceAccounts({ project }: { readonly project: Project }) {
  const path = `${projectPath(project.id)}/service_accounts`;
  const accounts = useOrganizationList<ServiceAccount>(path);
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["organization"] });
  const create = async (form: FormData) => {
    const made = await requestJson<{ api_key: { value: string } | null }>(path, {
      body: { name: form.get("name") },
    });
    return made.api_key?.value;
  };
  const remove = async (id: string) => {
    await request(`${path}/${id}`, { method: "DELETE" });
    await refresh();
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle className="min-w-0 flex-1 break-words">Service accounts of {project.name}</CardTitle>
        <NameDialog
          trigger={
            <>
              <Plus /> New service account
            </>
          }
          title="New service account"
          description="For a program that outlives whoever set it up. It comes with a key."
          act="Create the account"
          onCreate={create}
        />
        <CardDescription>Keys that belong to programs rather than to people.</CardDescription>
      </CardHeader>
      <div className="p-4 pt-2">
        <Loaded query={accounts}>
          {(all) =>
            all.length === 0 ? (
              <EmptyState icon={Bot} title="No service accounts yet">
                Make one for each program that asks this server on its own.
              </EmptyState>
            ) : (
              <Table>
                <TableHeader>
                  <TableRow>
                    <TableHead>Name</TableHead>
                    <TableHead>Role</TableHead>
                    <TableHead>Created</TableHead>
                    <TableHead>
                      <span className="sr-only">Actions</span>
                    </TableHead>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {all.map(({ id, name, role, created_at }) => (
                    <TableRow key={id}>
                      <TableCell className="min-w-32">
                        <p className="font-medium">{name}</p>
                        <p className="font-mono text-xs text-muted-foreground">{id}</p>
                      </TableCell>
                      <TableCell>{role}</TableCell>
                      <TableCell className="whitespace-nowrap">
                        <Time seconds={created_at} />
                      </TableCell>
                      <TableCell className="text-right">
                        <ConfirmButton
                          aria-label={`Delete ${name}`}
                          title="Delete this service account?"
                          description={`All keys of ${name} are refused from now on.`}
                          act="Delete"
                          onConfirm={() => remove(id)}
                        >
                          <Trash2 />
                        </ConfirmButton>
                      </TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
            )
          }
        </Loaded>
      </div>
    </Card>
  );
}
