import type { Resource } from "../api-environment.ts";
import { cancelResponse } from "./cancel-response.ts";
import { compactResponse } from "./compaction/compact-response.ts";
import { countInputTokens } from "./count-input-tokens.ts";
import { createResponse } from "./create-response.ts";
import { deleteResponse } from "./delete-response.ts";
import { listInputItems } from "./list-input-items.ts";
import { retrieveResponse } from "./retrieve-response.ts";

const ROUTES = [
  createResponse,
  countInputTokens,
  compactResponse,
  retrieveResponse,
  deleteResponse,
  cancelResponse,
  listInputItems,
];

/** `/v1/responses` */
export const responses: Resource = (application, services) => {
  for (const route of ROUTES) route(application, services);
};
