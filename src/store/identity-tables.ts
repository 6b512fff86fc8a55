import type { Generated } from "kysely";

/** Unix seconds, as API objects carry them. */
type Seconds = number;

interface ProjectsTable {
  sequence: Generated<number>;
  id: string;
  name: string;
  created_at: Seconds;
  archived_at: Seconds | null;
}

interface ServiceAccountsTable {
  sequence: Generated<number>;
  id: string;
  project_id: string;
  name: string;
  role: "owner" | "member" | "none";
  created_at: Seconds;
  deleted_at: Seconds | null;
}

interface ApiKeysTable {
  sequence: Generated<number>;
  id: string;
  /** SHA-256 of the key, in hexadecimal digits. */
  hash: string;
  redacted_value: string;
  name: string;
  /** Null for an admin key. */
  project_id: string | null;
  service_account_id: string | null;
  /** JSON, see repositories/identity/api-key.ts. */
  permissions: string;
  created_at: Seconds;
  expires_at: Seconds | null;
  last_used_at: Seconds | null;
  revoked_at: Seconds | null;
}

/** Who there is. Rows stay when what they stand for goes: lists can be walked on after them, and usage keeps its owner. */
export interface IdentityTables {
  projects: ProjectsTable;
  service_accounts: ServiceAccountsTable;
  api_keys: ApiKeysTable;
}
