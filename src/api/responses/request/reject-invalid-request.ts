import { invalidRequest } from "../../errors/api-error.ts";
import { formatPath, valueAt } from "../../validation/parameter-path.ts";
import { rejectInvalid } from "../../validation/reject-invalid.ts";
import { SUPPORTED_TOOLS } from "./tool-schema.ts";

/** Tools that the service runs itself, or for models that came later. Refusals name them, so they are short. */
const HOSTED_TOOL =
  /^(file_search|web_search\w{0,32}|computer\w{0,32}|code_interpreter|image_generation|local_shell|shell|apply_patch|tool_search|namespace|programmatic_tool_calling)$/;

type Hook = ReturnType<typeof rejectInvalid>;

/** A route's hook: tools that exist elsewhere are refused by name, everything else in the usual words. */
export function rejectInvalidRequest(schema: Parameters<typeof rejectInvalid>[0]): Hook {
  const reject = rejectInvalid(schema);
  return (result) => {
    if (!result.success) {
      requireModel(result.error.issues, result.data);
      refuseHostedTools(result.data);
    }
    return reject(result);
  };
}

/** Worded otherwise here than for chat. */
function requireModel(issues: readonly { readonly path: readonly PropertyKey[] }[], body: unknown): void {
  const named = issues.some(({ path }) => path.length === 1 && path[0] === "model");
  if (!named || valueAt(body, ["model"]) !== undefined) return;
  throw invalidRequest("Missing required parameter: 'model'.", "model", "missing_required_parameter");
}

function refuseHostedTools(body: unknown): void {
  const tools = valueAt(body, ["tools"]);
  const paths = Array.isArray(tools) ? tools.map((_, index) => ["tools", index, "type"]) : [];
  for (const path of [...paths, ["tool_choice", "type"]]) {
    const type = valueAt(body, path);
    if (typeof type !== "string" || !HOSTED_TOOL.test(type)) continue;
    throw invalidRequest(
      `Hosted tool '${type}' is not supported: it runs on the original service, and this server has nothing like it. Supported tools are: ${SUPPORTED_TOOLS.map((name) => `'${name}'`).join(", ")}.`,
      formatPath(path),
      "unsupported_value",
    );
  }
}
