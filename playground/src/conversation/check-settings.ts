import { isObject, parseJsonText } from "./json-text.ts";
import type { Settings } from "./settings.ts";

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** What is wrong with the tools as they are typed; undefined where nothing is. */
export function toolsError(text: string): string | undefined {
  const parsed = parseJsonText(text);
  if (parsed === undefined) return undefined;
  if ("error" in parsed) return parsed.error;
  if (!Array.isArray(parsed.value)) return 'Tools are a JSON list, such as [{"type": "function", …}].';
  for (const [index, tool] of (parsed.value as unknown[]).entries()) {
    const fault = toolError(tool);
    if (fault !== undefined) return `Tool ${index + 1}: ${fault}`;
  }
  return undefined;
}

function toolError(tool: unknown): string | undefined {
  if (!isObject(tool)) return "expected an object.";
  if (tool.type !== "function" && tool.type !== "custom") return '"type" must be "function" or "custom".';
  const definition = tool[tool.type];
  if (!isObject(definition)) return `expected an object under "${tool.type}".`;
  if (typeof definition.name !== "string" || !NAME.test(definition.name)) {
    return '"name" must be 1 to 64 letters, digits, "_" or "-".';
  }
  if (tool.type === "function" && definition.parameters != null && !isObject(definition.parameters)) {
    return '"parameters" must be a JSON Schema object.';
  }
  return undefined;
}

export function schemaError(text: string): string | undefined {
  const parsed = parseJsonText(text);
  if (parsed === undefined) return 'Write {"name": …, "strict": true, "schema": {…}}, or take the example.';
  if ("error" in parsed) return parsed.error;
  if (!isObject(parsed.value)) return "Expected an object with name and schema.";
  const { name, schema } = parsed.value;
  if (typeof name !== "string" || !NAME.test(name)) {
    return '"name" must be 1 to 64 letters, digits, "_" or "-".';
  }
  return isObject(schema) ? undefined : 'Expected a JSON Schema object under "schema".';
}

export function objectError(text: string): string | undefined {
  const parsed = parseJsonText(text);
  if (parsed === undefined) return undefined;
  if ("error" in parsed) return parsed.error;
  return isObject(parsed.value) ? undefined : "Expected a JSON object.";
}

/** The first thing that keeps these settings from being sent. */
export function settingsError(settings: Settings): string | undefined {
  const tools = toolsError(settings.tools);
  if (tools !== undefined) return `Tools: ${tools}`;
  const schema = settings.format === "json_schema" ? schemaError(settings.schema) : undefined;
  if (schema !== undefined) return `Answer's schema: ${schema}`;
  const bias = objectError(settings.logitBias);
  if (bias !== undefined) return `Logit bias: ${bias}`;
  const metadata = objectError(settings.metadata);
  return metadata === undefined ? undefined : `Metadata: ${metadata}`;
}
