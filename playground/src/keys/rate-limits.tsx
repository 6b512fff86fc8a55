import { Loaded } from "../components/loaded.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "../components/ui/card.tsx";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../components/ui/table.tsx";
import { type Project, projectPath, type RateLimit, useOrganizationList } from "./organization.ts";
import { RateLimitRow } from "./rate-limit-row.tsx";

export function RateLimits({ project }: { readonly project: Project }) {
  const path = `${projectPath(project.id)}/rate_limits`;
  const limits = useOrganizationList<RateLimit>(path);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Limits of {project.name}</CardTitle>
        <CardDescription>
          What the keys of this project may ask of each model together. Beyond it they are told to wait.
        </CardDescription>
      </CardHeader>
      <div className="p-4 pt-2">
        <Loaded query={limits}>
          {(all) => (
            <Table>
              <TableHeader>
                <TableRow>
                  <TableHead>Model</TableHead>
                  <TableHead>Requests a minute</TableHead>
                  <TableHead>Tokens a minute</TableHead>
                  <TableHead>Batch tokens a day</TableHead>
                  <TableHead>
                    <span className="sr-only">Save</span>
                  </TableHead>
                </TableRow>
              </TableHeader>
              <TableBody>
                {all.map((limit) => (
                  <RateLimitRow key={limit.id} limit={limit} path={path} />
                ))}
              </TableBody>
            </Table>
          )}
        </Loaded>
      </div>
    </Card>
  );
}
