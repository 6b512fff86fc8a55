import type { Generated } from "kysely";

/** A JSON document, see json.ts. */
type Json = string;

interface AuditLogsTable {
  sequence: Generated<number>;
  id: string;
  type: string;
  /** Unix seconds. */
  effective_at: number;
  project_id: string | null;
  actor_kind: "session" | "api_key";
  actor_id: string;
  /** Where a session came from. */
  actor_address: string | null;
  resource_id: string;
  details: Json;
}

interface RateLimitsTable {
  project_id: string;
  model: string;
  limits: Json;
}

interface LimitBucketsTable {
  bucket: string;
  /** Unix microseconds: when the bucket will be full again if nothing more is taken. */
  full_at: number;
}

interface SpendLimitsTable {
  scope: "organization" | "project" | "key";
  scope_id: string;
  /** Of a US dollar, a calendar month. */
  cents: number;
}

interface ModelPermissionsTable {
  project_id: string;
  mode: "allow_list" | "deny_list";
  model_ids: Json;
}

/** What administrators decide, and that they did. */
export interface AdministrationTables {
  audit_logs: AuditLogsTable;
  rate_limits: RateLimitsTable;
  limit_buckets: LimitBucketsTable;
  spend_limits: SpendLimitsTable;
  model_permissions: ModelPermissionsTable;
}
