import { z } from "@hono/zod-openapi";
import { INCLUDES } from "./request/request-schema.ts";

const wish = z.enum(INCLUDES);
const wishes = z.union([wish, z.array(wish).max(16)]).optional();

/**
 * Whatever may be asked to be included in the items that exist here is there anyway; a wish that is
 * none is refused all the same. Clients write lists in queries with brackets or without.
 */
export const includeParameters = { include: wishes, "include[]": wishes };
