import { useQuery } from "@tanstack/react-query";
import { type ListPage, nextPage } from "../api/list-page.ts";
import { requestJson } from "../api/request.ts";

const ORGANIZATION = "/v1/organization";
/** As many as one page of these lists holds. */
const LIMIT = 100;

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly status: "active" | "archived";
  readonly created_at: number;
}

/** A key without its value. */
export interface ApiKey {
  readonly id: string;
  readonly name: string | null;
  readonly redacted_value: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly owner?: { readonly type: string; readonly service_account?: { readonly name: string } };
  readonly access?: "all" | "read_only" | readonly string[];
  readonly models?: readonly string[] | null;
}

export interface ServiceAccount {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly created_at: number;
}

export interface RateLimit {
  readonly id: string;
  readonly model: string;
  readonly max_requests_per_1_minute: number;
  readonly max_tokens_per_1_minute: number;
  readonly batch_1_day_max_input_tokens?: number;
}

export interface AuditEvent {
  readonly id: string;
  readonly type: string;
  readonly effective_at: number;
  readonly project?: { readonly id: string; readonly name: string };
  readonly actor?: {
    readonly type: string;
    readonly api_key?: { readonly id: string };
    readonly session?: { readonly user?: { readonly id?: string; readonly email?: string } };
  } | null;
}

export const projectPath = (id: string) => `${ORGANIZATION}/projects/${encodeURIComponent(id)}`;
export const ADMIN_KEYS = `${ORGANIZATION}/admin_api_keys`;
export const PROJECTS = `${ORGANIZATION}/projects`;

/** A whole list of the organization, page after page; its query is keyed by its path. */
export function useOrganizationList<Element extends { readonly id: string }>(path: string) {
  return useQuery({
    queryKey: ["organization", path],
    queryFn: async ({ signal }) => {
      const all: Element[] = [];
      let after: string | undefined;
      do {
        const page = await requestJson<ListPage<Element>>(path, { signal, query: { limit: LIMIT, after } });
        all.push(...page.data);
        after = nextPage(page);
      } while (after !== undefined);
      return all;
    },
  });
}

export const useProjects = () => useOrganizationList<Project>(PROJECTS);
export const auditPath = `${ORGANIZATION}/audit_logs`;
