import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestServer } from "../src/api/testing/test-server.ts";
import { SCHEMAS } from "../src/engine/constraint/fixtures/schemas.ts";
import { stopEngines } from "../src/engine/tiny-engine.ts";
import { judgeMultiplesExactly } from "./exact-multiples.ts";
import { startTinyServer } from "./tiny-server.ts";

/** Answers of each kind; with 1,000 of them the test takes minutes instead of seconds. */
const GENERATIONS = Number(process.env.FOURONE_STRUCTURED_GENERATIONS ?? 50);
const schemas = Object.entries(SCHEMAS);
const rounds = Math.ceil(GENERATIONS / schemas.length);
/** Of one request, which compute its prompt once. */
const CHOICES = 5;
const AT_ONCE = 4;

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
judgeMultiplesExactly(ajv);
const validators = new Map(schemas.map(([name, schema]) => [name, ajv.compile(schema)]));

let test: TestServer;
let client: OpenAI;
beforeAll(async () => {
  test = await startTinyServer();
  client = new OpenAI({ baseURL: test.url, apiKey: "none", maxRetries: 0, timeout: 3_600_000 });
});
afterAll(async () => {
  await test?.server.close(0);
  await stopEngines();
});

const asked = { model: "gpt-4.1", temperature: 1.5, max_tokens: 600 };
const messages = [{ role: "user" as const, content: "Go." }];

/** Does something for each schema in every round, a few at a time. */
async function forEachSchema(act: (name: string, choices: number, seed: number) => Promise<void>) {
  const work = schemas.flatMap(([name]) =>
    Array.from({ length: Math.ceil(rounds / CHOICES) }, (_, part) => {
      const choices = Math.min(CHOICES, rounds - part * CHOICES);
      return () => act(name, choices, part * schemas.length);
    }),
  );
  const worker = async () => {
    for (let next = work.pop(); next !== undefined; next = work.pop()) await next();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function expectValid(name: string, text: string): void {
  const validate = validators.get(name)!;
  expect(validate(JSON.parse(text)), `${name}: ${text}: ${ajv.errorsText(validate.errors)}`).toBe(true);
}

it(
  "Every structured answer that ends by itself satisfies its schema, however hot.",
  async () => {
    const ends: Record<string, number> = {};
    await forEachSchema(async (name, n, seed) => {
      const json_schema = { name, schema: SCHEMAS[name] as Record<string, unknown>, strict: true };
      const format = { type: "json_schema" as const, json_schema };
      const { choices } = await client.chat.completions.create({
        ...asked,
        ...{ messages, n, seed, response_format: format },
      });
      expect(choices).toHaveLength(n);
      for (const { finish_reason, message } of choices) {
        ends[finish_reason] = (ends[finish_reason] ?? 0) + 1;
        expect(["stop", "length"]).toContain(finish_reason);
        if (finish_reason === "stop") expectValid(name, message.content ?? "");
      }
    });
    console.info(`structured answers: ${JSON.stringify(ends)}`);
    expect(ends.stop).toBeGreaterThan((rounds * schemas.length) / 2);
  },
  GENERATIONS * 10_000,
);

it(
  "Every forced call is of the right function and has valid arguments.",
  async () => {
    const ends: Record<string, number> = {};
    await forEachSchema(async (name, n, seed) => {
      const parameters = SCHEMAS[name] as Record<string, unknown>;
      const tools = ["first", "second"].map((name) => {
        return { type: "function" as const, function: { name, parameters, strict: true } };
      });
      const { choices } = await client.chat.completions.create({
        ...asked,
        ...{ messages, n, seed, tools, tool_choice: { type: "function", function: { name: "second" } } },
      });
      for (const { finish_reason, message } of choices) {
        ends[finish_reason] = (ends[finish_reason] ?? 0) + 1;
        expect(message.content).toBeNull();
        if (finish_reason === "length") continue;
        expect(message.tool_calls).toHaveLength(1);
        for (const call of message.tool_calls ?? []) {
          if (call.type !== "function") throw new Error("Nothing else was offered.");
          expect(call.function.name).toBe("second");
          expectValid(name, call.function.arguments);
        }
      }
    });
    console.info(`forced calls: ${JSON.stringify(ends)}`);
    expect((ends.stop ?? 0) + (ends.tool_calls ?? 0)).toBeGreaterThan((rounds * schemas.length) / 2);
  },
  GENERATIONS * 10_000,
);
