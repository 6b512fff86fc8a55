import { Agent, OpenAIConversationsSession, OpenAIProvider, Runner, tool } from "@openai/agents";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { useStarterServer } from "../use-starter-server.ts";
import { ANSWER_TOKENS, person, timeArguments, weatherArguments } from "./example-schemas.ts";

const MODEL = "gpt-4.1-nano";

/** This client refuses answers that the token limit cut, which weak weights' free text may be. */
const mood = z.object({ mood: z.enum(["calm", "bright"]) });

const server = useStarterServer();

const runnerOver = (useResponses: boolean) =>
  new Runner({
    modelProvider: new OpenAIProvider({ baseURL: server().url, apiKey: "none", useResponses }),
    tracingDisabled: true,
  });

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
      instructions: "Name the mood of the moment.",
      model: MODEL,
      outputType: mood,
      modelSettings: { temperature: 0, maxTokens: ANSWER_TOKENS },
    });
    const settings = { temperature: 0, maxTokens: ANSWER_TOKENS, parallelToolCalls: false };
    const reporter = Agent.create({
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

    const result = await runnerOver(useResponses).run(
      reporter,
      "What is the weather in Rome, and the time?",
      {
        stream: true,
        maxTurns: 4,
      },
    );
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
    expect(result.finalOutput).toEqual(mood.parse(JSON.parse(text)));
  });

  it("gives output of the type that an agent declares", async () => {
    const extractor = new Agent({
      name: "Extractor",
      instructions: "Extract the person.",
      model: MODEL,
      outputType: person,
      modelSettings: { temperature: 0, maxTokens: ANSWER_TOKENS },
    });
    const { finalOutput } = await runnerOver(useResponses).run(extractor, "Anna, 30, from Oslo, likes tea.");
    person.parse(finalOutput);
  });
});

describe("OpenAI Agents with a conversation for a session", () => {
  it("finds all that was said before in the next run", async () => {
    const session = new OpenAIConversationsSession({ baseURL: server().url, apiKey: "none" });
    const agent = new Agent({
      name: "Assistant",
      model: MODEL,
      outputType: mood,
      modelSettings: { temperature: 0, maxTokens: ANSWER_TOKENS },
    });
    const first = await runnerOver(true).run(agent, "It rains.", { session });
    const second = await runnerOver(true).run(agent, "And now?", { session });
    const tokens = ({ usage }: typeof first.state) => usage.inputTokens;
    expect(tokens(second.state)).toBeGreaterThan(tokens(first.state));
    const items = await session.getItems();
    expect(items).toMatchObject([
      { role: "user" },
      { role: "assistant" },
      { role: "user" },
      { role: "assistant" },
    ]);
  });
});
