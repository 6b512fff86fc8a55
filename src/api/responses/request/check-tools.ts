import { checkAnswerParts } from "../../answer-parts/check-answer-parts.ts";
import { requireDistinct } from "../../answer-parts/require-distinct.ts";
import type { ResponseRequest } from "./request-schema.ts";
import { toAnswerParts } from "./to-answer-parts.ts";

/** Names have to tell tools apart, and labels servers; schemas have to be such that answers can follow them. */
export function checkTools(request: Pick<ResponseRequest, "text" | "tools">): void {
  const servers = (request.tools ?? []).flatMap((tool, index) =>
    tool.type === "mcp" ? [{ name: tool.server_label, param: `tools[${index}].server_label` }] : [],
  );
  requireDistinct(servers);
  checkAnswerParts(toAnswerParts(request));
}
