import { Loaded } from "../components/loaded.tsx";
import { Page } from "../components/page.tsx";
import { Select } from "../components/ui/select.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../components/ui/tabs.tsx";
import { useAddressValue } from "../shell/use-address-value.ts";
import { AdminKeys } from "./admin-keys.tsx";
import { AuditLog } from "./audit-log.tsx";
import { Budget } from "./budget.tsx";
import { NewProject } from "./new-project.tsx";
import { useProjects } from "./organization.ts";
import { ProjectKeys } from "./project-keys.tsx";
import { RateLimits } from "./rate-limits.tsx";
import { ServiceAccounts } from "./service-accounts.tsx";

const TABS = [
  { value: "keys", label: "API keys" },
  { value: "accounts", label: "Service accounts" },
  { value: "limits", label: "Limits" },
  { value: "admin", label: "Admin keys" },
  { value: "audit", label: "Audit log" },
] as const;
type Tab = (typeof TABS)[number]["value"];

export default function KeysView() {
  const projects = useProjects();
  const [chosen, setChosen] = useAddressValue<string>("project", "");
  const [tab, setTab] = useAddressValue<Tab>(
    "tab",
    "keys",
    TABS.map(({ value }) => value),
  );
  return (
    <Page title="Keys and limits" description="Who may ask, how much, and who changed that.">
      <Loaded query={projects}>
        {(all) => {
          const project = all.find(({ id }) => id === chosen) ?? all[0];
          if (project === undefined) return <NewProject onCreated={setChosen} />;
          return (
            <Tabs
              value={tab}
              onValueChange={(value) => setTab(value as Tab)}
              className="grid grid-cols-1 gap-4"
            >
              <div className="flex flex-wrap items-center gap-2">
                <div className="max-w-full grow overflow-x-auto">
                  <TabsList>
                    {TABS.map(({ value, label }) => (
                      <TabsTrigger key={value} value={value}>
                        {label}
                      </TabsTrigger>
                    ))}
                  </TabsList>
                </div>
                <Select
                  aria-label="Project"
                  className="w-44"
                  value={project.id}
                  onChange={(event) => setChosen(event.target.value)}
                >
                  {all.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </Select>
                <NewProject onCreated={setChosen} />
              </div>
              <TabsContent value="keys">
                <ProjectKeys key={project.id} project={project} />
              </TabsContent>
              <TabsContent value="accounts">
                <ServiceAccounts key={project.id} project={project} />
              </TabsContent>
              <TabsContent value="limits" className="grid grid-cols-1 gap-4">
                <Budget key={`budget-${project.id}`} project={project} />
                <RateLimits key={project.id} project={project} />
              </TabsContent>
              <TabsContent value="admin">
                <AdminKeys />
              </TabsContent>
              <TabsContent value="audit">
                <AuditLog />
              </TabsContent>
            </Tabs>
          );
        }}
      </Loaded>
    </Page>
  );
}
