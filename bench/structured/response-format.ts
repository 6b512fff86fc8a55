/** Long free text and a number: most steps are inside a string, where nearly all tokens are allowed. */
export const STORY_FORMAT = responseFormat({});

/** The same, but greedy answers of weak weights cannot end their story before the work is done. */
export const LONG_STORY_FORMAT = responseFormat({ minLength: 1_000 });

function responseFormat(story: { readonly minLength?: number }): unknown {
  const schema = {
    type: "object",
    properties: { story: { type: "string", ...story }, chapters: { type: "integer" } },
    required: ["story", "chapters"],
    additionalProperties: false,
  };
  return { type: "json_schema", json_schema: { name: "story", strict: true, schema } };
}
