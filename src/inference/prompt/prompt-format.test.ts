import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ModelDescription, PromptSegment } from "../../engine/index.ts";
import type { Conversation, Message } from "../conversation.ts";
import type { InferenceFailure } from "../inference-error.ts";
import type { Tool } from "../tool.ts";
import { FIXTURES, type FixtureName, readFixture } from "./fixtures/read-fixture.ts";
import { loadPromptFormat } from "./prompt-format.ts";

const CONTROL_TOKENS = [
  ...["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>"],
  ...["<|eot_id|>", "[INST]", "[/INST]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]"],
  ...["[TOOL_RESULTS]", "[/TOOL_RESULTS]", "<start_of_turn>", "<end_of_turn>", "<tool_call>", "</think>"],
];

const model = (chatTemplate: string | undefined): ModelDescription => ({
  architecture: "llama",
  vocabularySize: 32_000,
  contextLength: 2_048,
  chatTemplate,
  beginOfSequence: "<s>",
  endOfSequence: "</s>",
  controlTokens: CONTROL_TOKENS,
  parameterCount: 1,
});

const formats = new Map(FIXTURES.map((name) => [name, loadPromptFormat(model(readFixture(name)), () => 0)]));
const formatOf = (name: FixtureName) => formats.get(name)!;
const textOf = (segments: readonly PromptSegment[]) => segments.map((segment) => segment.text).join("");

const CHAT: Conversation = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Hi" },
  { role: "assistant", content: "Hello!" },
  { role: "user", content: "Bye" },
];

const WEATHER: Tool = {
  kind: "function",
  name: "get_weather",
  description: "Current weather",
  parameters: {
    type: "object",
    properties: { city: { type: "string", description: "a town", enum: ["Oslo", "</s>"] } },
    required: ["city"],
  },
  strict: false,
};

const CALLED: Conversation = [
  { role: "user", content: "Weather?" },
  {
    role: "assistant",
    content: "",
    toolCalls: [
      { kind: "function", id: "call_1", name: "get_weather", arguments: '{"city":"Oslo"}' },
      { kind: "function", id: "call_2", name: "get_weather", arguments: '{"city":"Rome"}' },
    ],
  },
  { role: "tool", toolCallId: "call_1", content: "snow" },
  { role: "tool", toolCallId: "call_2", content: "sun" },
];

describe("a chat template's prompt", () => {
  it.each([
    [
      "zephyr",
      "<|system|>\nBe brief.</s>\n<|user|>\nHi</s>\n<|assistant|>\nHello!</s>\n<|user|>\nBye</s>\n<|assistant|>\n",
    ],
    [
      "hermes",
      "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n" +
        "<|im_start|>assistant\nHello!<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n",
    ],
    [
      "thinking",
      "<|im_start|>system\nBe brief.\n\n<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n" +
        "Hello!<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n",
    ],
    ["mistral", "<s>[INST] Hi[/INST] Hello!</s>[INST] Be brief.\n\nBye[/INST]"],
    [
      "gemma",
      "<s><start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\nHello!<end_of_turn>\n" +
        "<start_of_turn>user\nBye<end_of_turn>\n<start_of_turn>model\n",
    ],
  ] as const)("of the %s kind is what the template says", async (name, expected) => {
    const segments = await (await formatOf(name)).render(CHAT);
    expect(textOf(segments)).toBe(expected);
    expect(textOf(segments.filter((segment) => !segment.trusted))).toBe(
      [...expected.matchAll(/Be brief\.|Hi|Hello!|Bye/g)].join(""),
    );
  });

  it("of the llama kind tells the date", async () => {
    expect(textOf(await (await formatOf("llama")).render(CHAT))).toContain(
      "Today Date: 01 Jan 1970\n\nBe brief.",
    );
  });

  it.each([
    ["hermes", '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Rome"}}\n</tool_call>'],
    ["thinking", "<tool_response>\nsnow\n</tool_response>\n<tool_response>\nsun\n</tool_response>"],
    [
      "llama",
      '<|start_header_id|>ipython<|end_header_id|>\n\n"snow"<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n' +
        '{"name": "get_weather", "parameters": {"city": "Rome"}}<|eot_id|>',
    ],
    [
      "mistral",
      '{"name": "get_weather", "arguments": {"city": "Rome"}, "id": "call00001"}]</s>[TOOL_RESULTS]',
    ],
    ["xml-calls", "<function=get_weather>\n<parameter=city>\nRome\n</parameter>\n</function>"],
  ] as const)("of the %s kind writes calls and results natively", async (name, expected) => {
    const format = await formatOf(name);
    expect(format.toolSyntax).toBeDefined();
    const text = textOf(await format.render(CALLED, { tools: [WEATHER] }));
    expect(text).toContain(expected);
    expect(text).toContain("Current weather");
  });

  it.each(["zephyr", "gemma"] as const)("of the %s kind says calls in plain words", async (name) => {
    const format = await formatOf(name);
    expect(format.toolSyntax).toBeUndefined();
    const text = textOf(await format.render(CALLED));
    for (const part of ["get_weather", "Oslo", "Rome", "snow", "sun"]) expect(text).toContain(part);
  });

  it.each(FIXTURES)("of the %s kind holds every special token of a user as untrusted text", async (name) => {
    const format = await formatOf(name);
    for (const token of CONTROL_TOKENS) {
      const segments = await format.render([{ role: "user", content: `say ${token} twice` }]);
      expect(segments.filter((segment) => !segment.trusted)).toEqual([
        { trusted: false, text: `say ${token} twice` },
      ]);
    }
  });

  it.each(FIXTURES)("of the %s kind trusts nothing that came with the request", async (name) => {
    const format = await formatOf(name);
    const conversation = (word: string): Conversation => [
      { role: "system", content: `${word}1` },
      { role: "user", content: `${word}2`, name: `${word}3` },
      {
        role: "assistant",
        content: `${word}4`,
        toolCalls: [
          { kind: "function", id: `${word}5`, name: `${word}6`, arguments: `{"${word}7":["${word}8"]}` },
          { kind: "custom", id: `${word}9`, name: `${word}a`, input: `${word}b` },
        ],
      },
      { role: "tool", toolCallId: `${word}5`, content: `${word}c` },
    ];
    const tool = (word: string): Tool => ({
      kind: "function",
      name: `${word}d`,
      description: `${word}e`,
      parameters: {
        type: "object",
        properties: { [`${word}f`]: { type: "string", enum: [`${word}g`], [`${word}h`]: [{ a: word }] } },
        required: [`${word}f`],
      },
      strict: false,
    });
    const tools = format.toolSyntax === undefined ? [] : [tool("<s>")];
    const segments = await format.render(conversation("<s>"), { tools });
    const trusted = textOf(segments.filter((segment) => segment.trusted));
    const spelled = trusted.split("<s>").length - 1;
    expect(spelled).toBe(readFixture(name).includes("bos_token") ? 1 : 0);
    expect(textOf(segments)).toContain("<s>c");
  });

  it.each(FIXTURES)("of the %s kind leaves nothing out, whatever the order of the messages", async (name) => {
    const format = await formatOf(name);
    const kinds = fc.array(
      fc.constantFrom("system", "developer", "user", "assistant", "call", "calls", "custom", "stray"),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(kinds, async (kinds) => {
        const { conversation, said } = build(kinds);
        const text = textOf(await format.render(conversation));
        for (const part of said) expect(text).toContain(part);
      }),
      { numRuns: 60 },
    );
  });

  it("is refused where a message holds an image", async () => {
    const image = { type: "image", url: "data:", detail: "auto" } as const;
    const failure = (await (
      await formatOf("zephyr")
    )
      .render([{ role: "user", content: [{ type: "text", text: "look" }, image] }])
      .catch((cause) => cause)) as InferenceFailure;
    expect(failure.error).toEqual({ code: "unsupported-content", contentType: "image", messageIndex: 0 });
  });
});

describe("loading a prompt format", () => {
  it("refuses a template that leaves out what the user says", async () => {
    const failure = await loadPromptFormat(model("{{ bos_token }}")).catch((cause) => cause);
    expect(failure.error).toMatchObject({ code: "template-failed" });
  });

  it("refuses a template that takes user text apart", async () => {
    const cutting = "{% for message in messages %}{{ message.content.split('0')[0] }}{% endfor %}";
    const failure = await loadPromptFormat(model(cutting)).catch((cause) => cause);
    expect(failure.error).toMatchObject({ code: "template-failed" });
  });

  it("gives content in parts to a template that wants parts", async () => {
    const parts =
      "{% for m in messages %}{% for p in m.content %}{{ m.role }}: {{ p.text }}\n{% endfor %}{% endfor %}";
    const format = await loadPromptFormat(model(parts));
    expect(textOf(await format.render([{ role: "user", content: "hi" }]))).toBe("user: hi\n");
  });

  it("writes a transcript for weights without a template", async () => {
    const format = await loadPromptFormat(model(undefined));
    expect(format.stop).not.toEqual([]);
    expect(textOf(await format.render(CHAT))).toBe(
      "System: Be brief.\n\nUser: Hi\n\nAssistant: Hello!\n\nUser: Bye\n\nAssistant:",
    );
  });
});

/** A conversation of the given kinds of messages, and everything that must be found in its prompt. */
function build(kinds: readonly string[]): { conversation: Message[]; said: string[] } {
  const conversation: Message[] = [];
  const said: string[] = [];
  kinds.forEach((kind, index) => {
    const say = (what: string) => {
      said.push(`${what}${index}.`);
      return `${what}${index}.`;
    };
    switch (kind) {
      case "system":
      case "developer":
      case "user":
        conversation.push({ role: kind, content: say(kind) });
        break;
      case "assistant":
        conversation.push({ role: "assistant", content: say("answer") });
        break;
      case "stray":
        conversation.push({ role: "tool", toolCallId: `unknown${index}`, content: say("stray") });
        break;
      default: {
        const ids = (kind === "calls" ? ["a", "b"] : ["a"]).map((letter) => `${letter}${index}`);
        const toolCalls = ids.map((id) =>
          kind === "custom"
            ? ({ kind: "custom", id, name: say(`n${id}`), input: say(`i${id}`) } as const)
            : ({
                kind: "function",
                id,
                name: say(`n${id}`),
                arguments: JSON.stringify({ [say(`k${id}`)]: say(`v${id}`) }),
              } as const),
        );
        conversation.push({ role: "assistant", content: index % 2 ? say("text") : "", toolCalls });
        for (const id of ids) conversation.push({ role: "tool", toolCallId: id, content: say(`r${id}`) });
      }
    }
  });
  return { conversation, said };
}
