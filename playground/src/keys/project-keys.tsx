import { KeyRound, Plus } from "lucide-react";
import { requestJson } from "../api/request.ts";
import { sessionKey } from "../api/session-key.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Field } from "../components/ui/field.tsx";
import { Select } from "../components/ui/select.tsx";
import { KeyTable } from "./key-table.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { type ApiKey, type Project, projectPath, useOrganizationList } from "./organization.ts";

export function ProjectKeys({ project }: { readonly project: Project }) {
  const path = `${projectPath(project.id)}/api_keys`;
  const keys = useOrganizationList<ApiKey>(path);
  const create = async (form: FormData) => {
    const { value } = await requestJson<{ value: string }>(path, {
      body: { name: form.get("name"), access: form.get("access") },
    });
    return value;
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle className="min-w-0 flex-1 break-words">API keys of {project.name}</CardTitle>
        <NameDialog
          trigger={
            <>
              <Plus /> New key
            </>
          }
          title="New API key"
          description="With the first key, the server asks everybody for one: this page too."
          act="Create the key"
          onCreate={create}
        >
          <Field label="May">
            {(control) => (
              <Select {...control} name="access" defaultValue="all">
                <option value="all">Do everything in the project</option>
                <option value="read_only">Only read</option>
              </Select>
            )}
          </Field>
        </NameDialog>
        <CardDescription>Set as OPENAI_API_KEY where a program asks this server.</CardDescription>
      </CardHeader>
      <div className="p-4 pt-2">
        <Loaded query={keys}>
          {(all) =>
            all.length === 0 ? (
              <EmptyState icon={KeyRound} title="No keys yet">
                {sessionKey() === undefined
                  ? "On this machine the server answers without one. Make a key before others are let in."
                  : "Make one for each program that asks on behalf of this project."}
              </EmptyState>
            ) : (
              <KeyTable keys={all} path={path} />
            )
          }
        </Loaded>
      </div>
    </Card>
  );
}
