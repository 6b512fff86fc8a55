import type { Resource } from "../api-environment.ts";
import { adminApiKeys } from "./admin-api-keys.ts";
import { auditLogs } from "./audit-logs.ts";
import { modelPermissions } from "./model-permissions.ts";
import { projectApiKeys } from "./project-api-keys.ts";
import { projects } from "./projects.ts";
import { rateLimits } from "./rate-limits.ts";
import { serviceAccounts } from "./service-accounts.ts";
import { spendLimits } from "./spend-limits.ts";

/** `/v1/organization`, for administrators; usage and costs have rooms of their own. */
export const organization: Resource = (application, services) => {
  const parts = [
    adminApiKeys,
    projects,
    projectApiKeys,
    serviceAccounts,
    rateLimits,
    spendLimits,
    modelPermissions,
    auditLogs,
  ];
  for (const part of parts) part(application, services);
};
