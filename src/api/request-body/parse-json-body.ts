import { invalidRequest } from "../errors/api-error.ts";
import { type JsonBounds, measureJson } from "./json-shape.ts";
import { findUnstorableText } from "./unstorable-text.ts";

/**
 * Depth that JSON schemas of tools need (they nest at most ten levels, two or three JSON levels
 * each) with room to spare, and that recursive code survives with ease.
 */
export const JSON_BOUNDS: JsonBounds = { maximumDepth: 128, maximumValues: 500_000 };

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Parses hostile bytes; throws an `ApiError` that says what is wrong with them. */
export function parseJsonBody(bytes: Uint8Array, bounds: JsonBounds = JSON_BOUNDS): unknown {
  const shape = measureJson(bytes, bounds);
  if (shape.kind === "too-deep") {
    throw invalidRequest(
      `The JSON body of your request is nested too deeply: at most ${bounds.maximumDepth} levels are allowed.`,
      shape.parameter,
    );
  }
  if (shape.kind === "too-many-values") {
    throw invalidRequest(
      `The JSON body of your request holds too many values: at most ${bounds.maximumValues} are allowed.`,
      shape.parameter,
    );
  }

  const { text, value } = decodeAndParse(bytes);
  const unstorable = findUnstorableText(text, value);
  if (unstorable) {
    const what =
      unstorable.problem === "nul"
        ? "string contains a NUL character (U+0000). Expected text without NUL characters."
        : "string contains half of a surrogate pair. Expected well-formed Unicode text.";
    throw invalidRequest(`Invalid '${unstorable.path}': ${what}`, unstorable.path, "invalid_value");
  }
  return value;
}

function decodeAndParse(bytes: Uint8Array): { text: string; value: unknown } {
  try {
    const text = decoder.decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    throw invalidRequest(
      "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)",
    );
  }
}
