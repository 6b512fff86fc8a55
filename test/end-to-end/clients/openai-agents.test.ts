import { Agent, OpenAIProvider, Runner, tool } from "@openai/agents";
import { describe, expect, it } from "vitest";
import { useStarterServer } from "../use-starter-server.ts";
import { ANSWER_TOKENS, timeArguments, WORDS_TOKENS, weatherArguments } from "./example-schemas.ts";

const MODEL = "gpt-4.1-nano";

const server = useStarterServer();

describe.each([
  ["responses", true],
  ["chat completions", false],
])("OpenAI Agents over %s", (_, useResponses) => {
  it("streams an agent that uses two tools and hands over to another", async () => {
    const ran: string[] = [];
    const weather = tool({
      name: "get_weather",
      description: "The weather in a city.",
      parameters: weatherArguments,
      execute: (input) => {
        ran.push("get_weather");
        weatherArguments.parse(input);
        return "12 degrees";
      },
    });
    const time = tool({
      name: "get_time",
      description: "The time in a zone.",
      parameters: timeArguments,
      execute: (input) => {
        ran.push("get_time");
        timeArguments.parse(input);
        return "noon";
      },
    });
    const poet = new Agent({
      name: "Poet",
      instructions: "Write one short line.",
      model: MODEL,
      modelSettings: { temperature: 0, maxTokens: WORDS_TOKENS },
    });
    const settings = { temperature: 0, maxTokens: ANSWER_TOKENS, parallelToolCalls: false };
    const reporter = new Agent({
      name: "Reporter",
      instructions: "Report on weather and time, then hand over to the poet.",
      model: MODEL,
      tools: [weather, time],
      handoffs: [poet],
      resetToolChoice: false,
      modelSettings: { ...settings, toolChoice: "get_weather" },
    });
    // Weak weights do not choose sensibly: which call comes next is chosen for them.
    const following = new Map([
      ["get_weather", "get_time"],
      ["get_time", "transfer_to_Poet"],
    ]);
    reporter.on("agent_tool_end", (_context, { name }) => {
      reporter.modelSettings = { ...settings, toolChoice: following.get(name)! };
    });

    const runner = new Runner({
      modelProvider: new OpenAIProvider({ baseURL: server().url, apiKey: "none", useResponses }),
      tracingDisabled: true,
    });
    const result = await runner.run(reporter, "What is the weather in Rome, and the time?", {
      stream: true,
      maxTurns: 4,
    });
    const told: string[] = [];
    let text = "";
    for await (const event of result) {
      if (event.type === "run_item_stream_event") told.push(event.name);
      if (event.type === "raw_model_stream_event" && event.data.type === "output_text_delta") {
        text += event.data.delta;
      }
    }
    await result.completed;

    expect(ran).toEqual(["get_weather", "get_time"]);
    expect(told).toEqual([
      "tool_called",
      "tool_output",
      "tool_called",
      "tool_output",
      "handoff_requested",
      "handoff_occurred",
      "message_output_created",
    ]);
    expect(result.lastAgent?.name).toBe("Poet");
    expect(text).not.toBe("");
    expect(result.finalOutput).toBe(text);
  });
});
