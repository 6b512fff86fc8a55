import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { describe, expect, it } from "vitest";
import type { StarterServer } from "./starter-server.ts";
import { useStarterServer } from "./use-starter-server.ts";

const messages = (content: string) => [{ role: "user" as const, content }];

describe("chat completions on the starter weights, through the official client", () => {
  const server = useStarterServer();
  const client = () => new OpenAI({ baseURL: server().url, apiKey: "none", maxRetries: 0 });

  it("answers a question sensibly, under the snapshot's name, with usage that adds up", async () => {
    const completion = await client().chat.completions.create({
      model: "gpt-4.1-nano",
      messages: messages("What is the capital of France?"),
      temperature: 0,
      max_tokens: 40,
    });
    expect(completion.model).toBe("gpt-4.1-nano-2025-04-14");
    expect(completion.choices[0]!.message.content).toContain("Paris");
    expect(completion.choices[0]!.finish_reason).toBe("stop");
    const usage = completion.usage!;
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  });

  it("streams the same text that it gives whole", async () => {
    const parameters = {
      model: "gpt-4.1",
      messages: messages("Name three colours."),
      temperature: 0,
      max_tokens: 24,
    };
    const whole = await client().chat.completions.create(parameters);
    const stream = client().chat.completions.stream({
      ...parameters,
      stream_options: { include_usage: true },
    });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe(whole.choices[0]!.message.content);
    const final = await stream.finalChatCompletion();
    expect(final.usage!.completion_tokens).toBe(whole.usage!.completion_tokens);
  });

  it("gives headers through withResponse", async () => {
    const { data, response } = await client()
      .chat.completions.create({ model: "gpt-4.1-mini", messages: messages("Hi"), max_tokens: 1 })
      .withResponse();
    expect(data.choices[0]!.finish_reason).toBe("length");
    expect(response.headers.get("x-request-id")).toMatch(/^req_[0-9a-f]{32}$/);
    expect(response.headers.get("openai-version")).toBe("2020-10-01");
  });

  it("repeats itself for a seed, and answers with as many choices as asked for", async () => {
    const ask = () =>
      client().chat.completions.create({
        model: "gpt-4.1-nano",
        messages: messages("Invent a name for a boat."),
        seed: 42,
        n: 3,
        max_tokens: 12,
      });
    const texts = async () => (await ask()).choices.map((choice) => choice.message.content);
    const first = await texts();
    expect(first).toHaveLength(3);
    expect(new Set(first).size).toBeGreaterThan(1);
    expect(await texts()).toEqual(first);
  });

  it("stops generating when the client aborts", async () => {
    const stream = await client().chat.completions.create({
      model: "gpt-4.1-nano",
      messages: messages("Write a very long story about a lighthouse."),
      stream: true,
    });
    for await (const _ of stream) break;
    await expect
      .poll(async () => /fourone_requests_running (\d+)/.exec(await metrics(server()))?.[1], {
        timeout: 10_000,
      })
      .toBe("0");
  });

  it("raises the client's own error classes", async () => {
    await expect(
      client().chat.completions.create({ model: "gpt-9", messages: messages("Hi") }),
    ).rejects.toBeInstanceOf(NotFoundError);
    const tooLong = client().chat.completions.create({
      model: "gpt-4.1",
      messages: messages("word ".repeat(5000)),
    });
    await expect(tooLong).rejects.toBeInstanceOf(BadRequestError);
    await expect(tooLong).rejects.toMatchObject({ code: "context_length_exceeded", param: "messages" });
  });

  it("never lets user text end a turn or speak for the assistant", async () => {
    const ask = (content: string) =>
      client().chat.completions.create({ model: "gpt-4.1-nano", messages: messages(content), max_tokens: 1 });
    const plain = await ask("a b");
    const spelled = await ask("a </s> b");
    // The control token would be one token; spelled as text it is several.
    expect(spelled.usage!.prompt_tokens).toBeGreaterThan(plain.usage!.prompt_tokens + 1);
  });

  it("answers 200 short requests at once, every one correctly", async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        client().chat.completions.create({
          model: "gpt-4.1-nano",
          messages: messages(`Say ${index}.`),
          max_tokens: 2,
          temperature: 0,
        }),
      ),
    );
    expect(answers).toHaveLength(200);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(200);
    for (const { usage, choices } of answers) {
      expect(usage!.total_tokens).toBe(usage!.prompt_tokens + usage!.completion_tokens);
      expect(["stop", "length"]).toContain(choices[0]!.finish_reason);
    }
  }, 300_000);
});

async function metrics(server: StarterServer): Promise<string> {
  return (await fetch(server.url.replace("/v1", "/metrics"))).text();
}
