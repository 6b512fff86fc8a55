import { z } from "@hono/zod-openapi";
import type { ServedModels } from "../../inference/index.ts";
import type { UsageFilter } from "../../store/index.ts";
import { ADMINISTRATOR } from "../organization/administrator.ts";
import { queryInteger } from "../validation/fields.ts";

/** The last second of the year 9999: later ones are no dates. */
const MAXIMUM_TIME = 253_402_300_799;
const MAXIMUM_LIST = 1_000;

const time = () => queryInteger({ minimum: 0, maximum: MAXIMUM_TIME });

/** Clients write a list in a query with brackets or without, of one value or of several. */
const listParameter = <Name extends string, Element extends z.ZodType>(name: Name, element: Element) => {
  const list = z.union([element, z.array(element).max(MAXIMUM_LIST)]).optional();
  return { [name]: list, [`${name}[]`]: list } as Record<Name | `${Name}[]`, typeof list>;
};

const id = z.string().max(256);

/** What all reports take. Their page is `next_page` of the page before. */
export const rangeParameters = {
  start_time: time().openapi({ description: "Unix seconds, inclusive." }),
  end_time: time().optional().openapi({ description: "Unix seconds, exclusive; left out, now." }),
  page: z.string().max(256).optional(),
};

export const filterParameters = {
  ...listParameter("project_ids", id),
  ...listParameter("api_key_ids", id),
};

export const usageFilterParameters = {
  ...filterParameters,
  ...listParameter("user_ids", id),
  ...listParameter("models", id),
};

export const groupParameter = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  listParameter("group_by", z.enum(names));

type Listed = Readonly<Record<string, unknown>>;

/** The values of a list parameter, however it was written; undefined where it was not. */
export function listed(query: Listed, name: string): string[] | undefined {
  const values = [query[name], query[`${name}[]`]].flat().filter((value) => typeof value === "string");
  return values.length === 0 ? undefined : [...new Set(values)];
}

export function toUsageFilter(query: Listed, models: ServedModels): UsageFilter {
  return {
    projectIds: listed(query, "project_ids"),
    apiKeyIds: listed(query, "api_key_ids"),
    userIds: listed(query, "user_ids")?.map((id) => (id === ADMINISTRATOR.id ? "" : id)),
    // Records carry the snapshot's name; people ask by the other one too.
    models: listed(query, "models")?.map((name) => models.resolve(name)?.snapshot ?? name),
  };
}
