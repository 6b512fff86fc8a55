import { Plus, ShieldCheck } from "lucide-react";
import { requestJson } from "../api/request.ts";
import { EmptyState } from "../components/empty-state.tsx";
import { Loaded } from "../components/loaded.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { KeyTable } from "./key-table.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { ADMIN_KEYS, type ApiKey, useOrganizationList } from "./organization.ts";

export function AdminKeys() {
  const keys = useOrganizationList<ApiKey>(ADMIN_KEYS);
  const create = async (form: FormData) => {
    const { value } = await requestJson<{ value: string }>(ADMIN_KEYS, { body: { name: form.get("name") } });
    return value;
  };
  return (
    <Card>
      <CardHeader>
        <CardTitle className="min-w-0 flex-1 break-words">Admin keys</CardTitle>
        <NameDialog
          trigger={
            <>
              <Plus /> New admin key
            </>
          }
          title="New admin key"
          description="It administrates projects, keys and limits, and asks no model."
          act="Create the key"
          onCreate={create}
        />
        <CardDescription>
          For those who make projects and keys. Programs that ask models need none.
        </CardDescription>
      </CardHeader>
      <div className="p-4 pt-2">
        <Loaded query={keys}>
          {(all) =>
            all.length === 0 ? (
              <EmptyState icon={ShieldCheck} title="No admin keys yet">
                Make one here, or with <code>fourone keys create --admin</code> on the server's machine.
              </EmptyState>
            ) : (
              <KeyTable keys={all} path={ADMIN_KEYS} />
            )
          }
        </Loaded>
      </div>
    </Card>
  );
}
