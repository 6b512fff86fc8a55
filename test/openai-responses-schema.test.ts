import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startMcpServer } from "../src/api/responses/testing/mcp-server.ts";
import { fail, say } from "../src/api/testing/scripted-engine.ts";
import { HELLO, startTestServer, type TestServer } from "../src/api/testing/test-server.ts";
import { descriptionPath, OpenAiDescription } from "./openai-description.ts";

const model = "gpt-4.1-nano";
const tool = { type: "function", name: "f", parameters: { type: "object", properties: {} } };
const custom = { type: "custom", name: "g" };
const schema = { type: "object", properties: {}, required: [], additionalProperties: false };

const said = say(["Hello", " there"]);
const calls = say(['f\nArguments: {}\nFunction: g\nArguments: {"input":"x"}']);
const words = say(["none\nHello"]);

const ITEMS = [
  { role: "system", content: "S" },
  { role: "user", content: [{ type: "input_text", text: "U" }] },
  { role: "assistant", content: "A" },
  { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" },
  { type: "function_call_output", call_id: "call_1", output: "R" },
  { type: "custom_tool_call", call_id: "call_2", name: "g", input: "raw" },
  { type: "custom_tool_call_output", call_id: "call_2", output: [{ type: "input_text", text: "T" }] },
  { type: "reasoning", id: "rs_1", summary: [] },
];

const VARIANTS: [name: string, script: typeof said, request: object][] = [
  ["text", said, { input: "Hello", instructions: "Be kind.", metadata: { a: "b" }, user: "u" }],
  [
    "items",
    said,
    { input: ITEMS, text: { format: { type: "text" }, verbosity: "medium" }, truncation: "auto" },
  ],
  ["log probabilities", said, { input: "x", include: ["message.output_text.logprobs"], top_logprobs: 2 }],
  ["calls", calls, { input: "x", tools: [tool, custom], tool_choice: "required" }],
  ["calls that are not made", words, { input: "x", tools: [tool, custom], parallel_tool_calls: false }],
  [
    "a forced call",
    say(["f\nArguments: {}"]),
    { input: "x", tools: [tool], tool_choice: { type: "function", name: "f" } },
  ],
  [
    "a schema",
    say(["{}"]),
    { input: "x", text: { format: { type: "json_schema", name: "n", schema, strict: true } } },
  ],
  ["JSON", say(["{}"]), { input: "json", text: { format: { type: "json_object" } } }],
  ["an answer that was cut", say(["Hel"], "length"), { input: "x", max_output_tokens: 16, store: false }],
];

/** The service sends these two as null where there is nothing to say; its description forgets it. */
function withoutSentNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, member) =>
    (key === "user" || key === "usage") && member === null ? undefined : member,
  );
}

describe.skipIf(descriptionPath === undefined)(
  "responses, held against the service's own description",
  () => {
    let test: TestServer;
    let description: OpenAiDescription;
    const expectValid = (name: string, value: unknown) =>
      description.expectValid(name, withoutSentNulls(value));
    const get = async (path: string) =>
      (await fetch(test.url + path)).json() as Promise<Record<string, never>>;
    const send = async (path: string, body: object) => (await test.send(path, body)).json() as Promise<never>;

    beforeAll(async () => {
      description = new OpenAiDescription(descriptionPath ?? "");
      test = await startTestServer();
    });
    afterEach(() => {
      test.engine.script = said;
    });
    afterAll(() => test?.server.close(0));

    async function events(path: string, init?: RequestInit): Promise<Record<string, never>[]> {
      const blocks = (await (await fetch(test.url + path, init)).text()).trimEnd().split("\n\n");
      return blocks.map((block) => JSON.parse(block.replace(/^event: .*\ndata: /, "")));
    }

    it("bite: what is no response does not pass for one", () => {
      expect(description.isValid("Response", { id: "x", object: "response" })).toBe(false);
      expect(description.isValid("ResponseTextDeltaEvent", { type: "response.output_text.delta" })).toBe(
        false,
      );
    });

    it.each(VARIANTS)("hold whole and as events: %s", async (_name, script, request) => {
      test.engine.script = script;
      const response = await send("/responses", { model, ...request });
      expectValid("Response", response);
      const { id, store } = response as { id: string; store: boolean };
      if (store) expectValid("Response", await get(`/responses/${id}`));
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model, ...request, stream: true }),
      };
      const all = await events("/responses", init);
      expect(all.length).toBeGreaterThan(4);
      for (const event of all) expectEvent(event);
    });

    /** By its own schema: the union of all would blame every other kind too. */
    function expectEvent(event: Record<string, never>): void {
      const type = String(event.type);
      const names = Object.keys(description.schemas).filter((name) => /^Response.*Event$/.test(name));
      const own = names.filter((name) => {
        const properties = description.schemas[name]?.properties as
          | { type?: { enum?: string[] } }
          | undefined;
        return properties?.type?.enum?.includes(type);
      });
      expect(own, type).toHaveLength(1);
      expectValid(own[0] ?? "", event);
      expectValid("ResponseStreamEvent", event);
    }

    it("hold for tools of remote servers, approvals, and failures of either", async () => {
      const mcp = await startMcpServer();
      const own = await startTestServer({ mcp: { allowedHosts: [mcp.host] } });
      const request = async (require_approval: string, input: unknown, ...said: string[]) => {
        let turn = 0;
        own.engine.script = (asked, signal) => say([said[turn++] ?? "none\nend"])(asked, signal);
        const server = { type: "mcp", server_label: "dice", server_url: mcp.url, require_approval };
        const body = { model, input, tools: [server], stream: true };
        const text = await (await own.send("/responses", body)).text();
        return text
          .trimEnd()
          .split("\n\n")
          .map((block) => JSON.parse(block.replace(/^event: .*\ndata: /, "")));
      };
      const called = await request("never", "x", 'roll\nArguments: {"sides":6}', "break\nArguments: {}");
      const asked = await request("always", "x", 'roll\nArguments: {"sides":6}');
      for (const event of [...called, ...asked]) expectEvent(event);
      const last = asked.at(-1).response;
      const approval = {
        type: "mcp_approval_response",
        approval_request_id: last.output.at(-1).id,
        approve: true,
      };
      const carriedOut = await request("always", [...last.output, approval], "none\nSix.");
      for (const event of carriedOut) expectEvent(event);
      const id = carriedOut.at(-1).response.id;
      const list = (await (await fetch(`${own.url}/responses/${id}/input_items`)).json()) as {
        data: { type: string }[];
      };
      // The description demands a `request_id` that it does not describe.
      const data = list.data.map((item) =>
        item.type === "mcp_approval_response" ? { ...item, request_id: "" } : item,
      );
      expectValid("ResponseItemList", { ...list, data });
      expect(mcp.called).toEqual(["roll", "break", "roll"]);
      await own.server.close(0);
      await mcp.close();
    });

    it("hold for background responses and their streams, from queue to end", async () => {
      const queued = await send("/responses", { model, input: "x", background: true });
      expectValid("Response", queued);
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model, input: "x", background: true, stream: true }),
      };
      const all = await events("/responses", init);
      for (const event of all) expectEvent(event);
      const { id } = (all[0] as { response?: { id: string } }).response ?? { id: "" };
      for (const event of await events(`/responses/${id}?stream=true&starting_after=3`)) expectEvent(event);
      expectValid("Response", await send(`/responses/${id}/cancel`, {}));
    });

    it("hold for failed responses; the error event is nested, as the service really sends it", async () => {
      test.engine.script = fail({ code: "crashed", message: "x" }, ["Hel"]);
      const init = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model, input: "x", stream: true }),
      };
      const all = await events("/responses", init);
      for (const event of all.filter(({ type }) => type !== "error")) expectEvent(event);
      expectValid(
        "ErrorResponse",
        all.find(({ type }) => type === "error"),
      );
      const { id } = (all[0] as { response?: { id: string } }).response ?? { id: "" };
      expectValid("Response", await get(`/responses/${id}`));
    });

    it("hold for input items, counts and conversations", async () => {
      const { id } = await send("/responses", { model, input: ITEMS });
      expectValid("ResponseItemList", await get(`/responses/${id}/input_items`));
      expectValid("TokenCountsResource", await send("/responses/input_tokens", { model, input: "x" }));
      const items = ITEMS.map((item) => ("role" in item ? { type: "message", ...item } : item));
      expectValid("CompactResource", await send("/responses/compact", { model, input: "x" }));
      const conversation = await send("/conversations", { items });
      expectValid("ConversationResource", conversation);
      const path = `/conversations/${(conversation as { id: string }).id}`;
      expectValid("ConversationResource", await send(path, { metadata: { a: "b" } }));
      const list = await get(`${path}/items?order=asc`);
      expectValid("ConversationItemList", list);
      expectValid("ConversationItemList", await send(`${path}/items`, { items: [items[1]] }));
      const [first] = list.data as unknown as { id: string }[];
      expectValid("ConversationItem", await get(`${path}/items/${first?.id}`));
      const gone = await fetch(test.url + path, { method: "DELETE" });
      expectValid("DeletedConversationResource", await gone.json());
    });

    it("hold for stored completions", async () => {
      const { id } = await send("/chat/completions", { ...HELLO, store: true, metadata: { a: "b" } });
      expectValid("CreateChatCompletionResponse", await get(`/chat/completions/${id}`));
      expectValid("ChatCompletionList", await get("/chat/completions"));
      const messages = await get(`/chat/completions/${id}/messages`);
      // The description knows messages of the assistant only; its own example is a user's.
      const data = (messages.data as unknown as object[]).map((message) => ({
        ...message,
        role: "assistant",
      }));
      expectValid("ChatCompletionMessageList", { ...messages, data });
      const gone = await fetch(`${test.url}/chat/completions/${id}`, { method: "DELETE" });
      expectValid("ChatCompletionDeleted", await gone.json());
    });

    it("know each parameter that is described", async () => {
      const parameters = description.parameters(
        "CreateResponse",
        "CreateModelResponseProperties",
        "ModelResponseProperties",
        "ResponseProperties",
      );
      expect(parameters.length).toBeGreaterThan(25);
      for (const name of parameters) {
        const { error } = await send("/responses", { model, input: "x", [name]: { not: "a proper value" } });
        expect((error as { message?: string } | undefined)?.message).not.toBe(
          `Unknown parameter: '${name}'.`,
        );
      }
    });
  },
);
