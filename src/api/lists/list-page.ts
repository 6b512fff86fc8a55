import { z } from "@hono/zod-openapi";
import type { Page, PageQuery } from "../../store/index.ts";
import { queryInteger } from "../validation/fields.ts";

/** How many objects a page has at most, and where the client does not say. */
export interface PageSize {
  readonly usual: number;
  readonly maximum: number;
}

const PAGE_SIZE: PageSize = { usual: 20, maximum: 100 };

/** What every list takes; lists differ in which end they begin with. */
export const pageParameters = (order: PageQuery["order"], { usual, maximum } = PAGE_SIZE) => ({
  limit: queryInteger({ minimum: 1, maximum }).optional().openapi({ default: usual }),
  order: z.enum(["asc", "desc"]).optional().openapi({ default: order }),
  after: z
    .string()
    .max(256)
    .optional()
    .openapi({ description: "The id of the last object of the page before." }),
});

interface PageParameters {
  readonly limit?: number | undefined;
  readonly order?: PageQuery["order"] | undefined;
  readonly after?: string | undefined;
}

export function toPageQuery(
  parameters: PageParameters,
  order: PageQuery["order"],
  { usual } = PAGE_SIZE,
): PageQuery {
  return { limit: parameters.limit ?? usual, order: parameters.order ?? order, after: parameters.after };
}

export const listSchema = <Element extends z.ZodType>(element: Element) =>
  z.object({
    object: z.literal("list"),
    data: z.array(element),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  });

export function toList<Element extends { readonly id: string }>({ data, hasMore }: Page<Element>) {
  return {
    object: "list" as const,
    data: [...data],
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}
