import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../src/engine/constraint/fixtures/walk.ts";
import { type ConstraintCompiler, createConstraintCompiler } from "../src/engine/constraint/index.ts";
import { type AnswerPlan, planAnswer } from "../src/inference/generate/answer-plan.ts";
import type { GenerateOptions } from "../src/inference/generate/generate-options.ts";
import type { FunctionTool, Tool, ToolChoice } from "../src/inference/tool.ts";
import { BARE_JSON, listedJson, TAGGED_JSON } from "../src/inference/tools/call-syntax.ts";
import { TAGGED_PARAMETERS } from "../src/inference/tools/xml-syntax.ts";

/** Every byte, and pieces that calls are made of, so that a random text runs into one now and then. */
const PIECES = [
  ...["<tool_call>", "</tool_call>", "[TOOL_CALLS] [", '{"name": "', "\nFunction: ", "none\n", "Arguments: "],
  ...[
    "\n<function=",
    "</function>",
    "<parameter=",
    "\n</parameter>\n",
    '"}',
    "}",
    "\n",
    "STOP",
    "Oslo",
    "input",
  ],
].map((piece) => Buffer.from(piece));
const END = 256 + PIECES.length;
const TOKENS = [
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...PIECES,
  new Uint8Array(),
];
const VOCABULARY = { tokens: TOKENS, kind: "bpe", endOfGeneration: [END], controlTokens: [END] };

const strict: FunctionTool = {
  kind: "function",
  name: "book",
  strict: true,
  parameters: {
    type: "object",
    properties: {
      city: { type: "string" },
      nights: { type: "integer", minimum: 1, maximum: 9 },
      room: { type: "string", enum: ["single", "double"] },
      guests: { type: "array", items: { $ref: "#/$defs/guest" }, maxItems: 2 },
    },
    required: ["city", "nights", "room", "guests"],
    additionalProperties: false,
    $defs: {
      guest: {
        type: "object",
        properties: { name: { type: ["string", "null"] } },
        required: ["name"],
        additionalProperties: false,
      },
    },
  },
};
const loose: FunctionTool = {
  kind: "function",
  name: "book_table",
  strict: false,
  parameters: {
    type: "object",
    properties: { when: { type: "string", not: {} }, seats: {} },
    required: ["when"],
  },
};
const text: Tool = { kind: "custom", name: "write", format: { type: "text" } };
const regex: Tool = {
  kind: "custom",
  name: "pick",
  format: { type: "grammar", syntax: "regex", definition: '[a-c"\\n]{2,5}' },
};
const lark: Tool = {
  kind: "custom",
  name: "add",
  format: { type: "grammar", syntax: "lark", definition: 'start: INT ("+" INT)+\n%import common.INT' },
};
const TOOLS: readonly Tool[] = [strict, loose, text, regex, lark];
const FORMAT = {
  type: "json-schema",
  name: "answer",
  schema: {
    type: "object",
    properties: { answer: { type: "string" } },
    required: ["answer"],
    additionalProperties: false,
  },
  strict: true,
} as const;

const SYNTAXES = [
  ["tagged JSON", TAGGED_JSON],
  ["listed JSON", listedJson("[TOOL_CALLS] [")],
  ["bare JSON", BARE_JSON],
  ["tagged parameters", TAGGED_PARAMETERS],
  ["generic", undefined],
] as const;

const CHOICES: readonly (readonly [string, ToolChoice, names: readonly string[]])[] = [
  ["auto", { mode: "auto" }, TOOLS.map((tool) => tool.name)],
  ["required", { mode: "required" }, TOOLS.map((tool) => tool.name)],
  ...TOOLS.map(
    ({ kind, name }) => [`named ${name}`, { mode: "named", tool: { kind, name } }, [name]] as const,
  ),
  ["allowed", { mode: "allowed", required: false, tools: [strict, regex] }, ["book", "pick"]],
];

const isStrict = new Ajv2020({ strict: false }).compile(strict.parameters!);
const isFormat = new Ajv2020({ strict: false }).compile(FORMAT.schema);

/** Whether a payload is what was promised of the tool's calls. */
function isKept(name: string, payload: string): boolean {
  switch (name) {
    case "book":
      return isStrict(JSON.parse(payload));
    case "book_table":
      return Object.prototype.toString.call(JSON.parse(payload)) === "[object Object]";
    case "pick":
      return /^[a-c"\n]{2,5}$/.test(payload);
    case "add":
      return /^\d+(\+\d+)+$/.test(payload);
    default:
      return true;
  }
}

let compiler: ConstraintCompiler;
beforeAll(async () => {
  compiler = await createConstraintCompiler(VOCABULARY);
});
afterAll(() => compiler[Symbol.dispose]());

/** A random answer under the plan's constraint that came to its end. */
async function randomAnswer(plan: AnswerPlan, random: () => number): Promise<string | undefined> {
  using constraint = (await compiler.compile(plan.constraint!)).start();
  const said: Uint8Array[] = [];
  while (said.length < 1_500) {
    const mask = constraint.mask();
    const allowed = TOKENS.flatMap((_, token) =>
      mask === undefined || (mask[token >> 5]! >>> (token & 31)) & 1 ? [token] : [],
    );
    const isLong = said.length > 40;
    const ends = allowed.filter((token) => (token >= 256 && isLong) || token === END || token === 0x22);
    const pool = ends.length > 0 && random() < (isLong ? 0.9 : 0.2) ? ends : allowed;
    const token = pool[Math.floor(random() * pool.length)]!;
    expect(constraint.accept(token)).toBe(true);
    if (token === END) {
      const answer = Buffer.concat(said);
      return answer.equals(Buffer.from(answer.toString())) ? answer.toString() : undefined;
    }
    said.push(TOKENS[token]!);
  }
  return undefined;
}

function read(plan: AnswerPlan, answer: string, random: () => number) {
  const parser = plan.createParser!();
  const parts: ReturnType<typeof parser.push> = [];
  for (let at = 0; at < answer.length; ) {
    const length = 1 + Math.floor(random() * 12);
    parts.push(...parser.push(answer.slice(at, at + length)));
    at += length;
  }
  let said = "";
  const calls: { name: string; payload: string; complete: boolean }[] = [];
  for (const part of [...parts, ...parser.end()]) {
    if (part.type === "text") said += part.text;
    else if (part.type === "call-start") calls.push({ name: part.tool.name, payload: "", complete: false });
    else if (part.type === "call-delta") calls.at(-1)!.payload += part.text;
    else calls.at(-1)!.complete = part.complete;
  }
  return { said, calls };
}

const OPTIONS: GenerateOptions = {
  id: "request",
  priority: "interactive",
  choices: 1,
  sampling: { temperature: 1, topP: 1, seed: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: [] },
  stop: ["STOP"],
  responseFormat: { type: "text" },
  tools: TOOLS,
  toolChoice: { mode: "auto" },
  parallelToolCalls: true,
  cacheScope: "",
};

describe.each(SYNTAXES)("random answers in the %s format", (_, syntax) => {
  const ability = { ...(syntax && { toolSyntax: syntax }), endsCallsItself: true };

  it.each(CHOICES)("hold the calls that %s allows, and no others", async (_, toolChoice, names) => {
    const random = seededRandom(7);
    let calling = 0;
    let talking = 0;
    for (const parallelToolCalls of [true, false]) {
      for (const responseFormat of [{ type: "text" }, FORMAT] as const) {
        const plan = planAnswer([], { ...OPTIONS, toolChoice, parallelToolCalls, responseFormat }, ability);
        for (let round = 0; round < 8; round++) {
          const answer = await randomAnswer(plan, random);
          if (answer === undefined) continue;
          const { said, calls } = read(plan, answer, random);
          for (const { name, payload, complete } of calls) {
            expect(names, answer).toContain(name);
            expect(complete, answer).toBe(true);
            expect(isKept(name, payload), answer).toBe(true);
          }
          if (!plan.tools.parallel) expect(calls.length, answer).toBeLessThanOrEqual(1);
          if (plan.tools.required) expect([said, calls.length > 0], answer).toEqual(["", true]);
          if (said !== "" && responseFormat.type === "json-schema") {
            expect(isFormat(JSON.parse(said.split("STOP")[0]!)), answer).toBe(true);
          }
          expect(said, answer).not.toContain("STOP");
          calling += calls.length;
          talking += said === "" ? 0 : 1;
        }
      }
    }
    expect(calling).toBeGreaterThan(0);
    if (toolChoice.mode === "auto") expect(talking).toBeGreaterThan(0);
  });

  it("hold no call under none, nor what opens one", async () => {
    const random = seededRandom(8);
    const plan = planAnswer([], { ...OPTIONS, toolChoice: { mode: "none" } }, ability);
    expect(plan.createParser).toBeUndefined();
    if (syntax === undefined) return;
    let answers = 0;
    for (let round = 0; round < 20; round++) {
      const answer = await randomAnswer(plan, random);
      if (answer === undefined) continue;
      answers += 1;
      expect(answer).not.toContain(syntax.open);
    }
    expect(answers).toBeGreaterThan(0);
  });
});
