/** Long free text and a number: most steps are inside a string, where nearly all tokens are allowed. */
export const STORY_FORMAT = responseFormat({
  type: "object",
  properties: { story: { type: "string" }, chapters: { type: "integer" } },
  required: ["story", "chapters"],
  additionalProperties: false,
});

function responseFormat(schema: unknown): unknown {
  return { type: "json_schema", json_schema: { name: "story", strict: true, schema } };
}
