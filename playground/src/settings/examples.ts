export const EXAMPLE_TOOLS = JSON.stringify(
  [
    {
      type: "function",
      function: {
        name: "get_weather",
        description: "The weather at a place now.",
        strict: true,
        parameters: {
          type: "object",
          properties: {
            location: { type: "string", description: "City and country, such as Paris, France." },
            units: { type: "string", enum: ["celsius", "fahrenheit"] },
          },
          required: ["location", "units"],
          additionalProperties: false,
        },
      },
    },
  ],
  undefined,
  2,
);

export const EXAMPLE_SCHEMA = JSON.stringify(
  {
    name: "event",
    strict: true,
    schema: {
      type: "object",
      properties: {
        title: { type: "string" },
        day: { type: "string", enum: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] },
        participants: { type: "array", items: { type: "string" } },
      },
      required: ["title", "day", "participants"],
      additionalProperties: false,
    },
  },
  undefined,
  2,
);
