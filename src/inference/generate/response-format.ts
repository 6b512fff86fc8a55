import type { ConstraintSource } from "../../engine/index.ts";
import { schemaRemarks, schemaSignature } from "../tools/schema-signature.ts";
import type { TagFormat } from "../tools/structural-tag.ts";
import type { ResponseFormat } from "./generate-options.ts";

/** What an answer in words must match; undefined: nothing. */
export function formatConstraint(format: ResponseFormat): ConstraintSource | undefined {
  switch (format.type) {
    case "text":
      return undefined;
    case "json-object":
      return { kind: "json-object" };
    case "json-schema":
      return { kind: "json-schema", schema: JSON.stringify(format.schema), strict: format.strict };
  }
}

/** The same as a part of a larger constraint. */
export function formatTag(
  format: ResponseFormat & { readonly type: "json-object" | "json-schema" },
): TagFormat {
  switch (format.type) {
    case "json-object":
      return { type: "json_schema", json_schema: { type: "object" }, strict: false };
    case "json-schema":
      return { type: "json_schema", json_schema: format.schema, strict: format.strict };
  }
}

/** What the system message says of the format, in few words: small models lose the thread of long schemas. */
export function formatInstructions(format: ResponseFormat): string | undefined {
  switch (format.type) {
    case "text":
      return undefined;
    case "json-object":
      return "Answer with a JSON object and nothing else.";
    case "json-schema": {
      const purpose = format.description === undefined ? "" : ` (${format.description})`;
      const shape = [schemaSignature(format.schema), schemaRemarks(format.schema)].filter(
        (each) => each !== "",
      );
      return [`Answer with JSON for ${format.name}${purpose} and nothing else:`, ...shape].join("\n");
    }
  }
}
