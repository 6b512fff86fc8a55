import type { ApiKind } from "../conversation/settings.ts";

export type Language = "curl" | "typescript" | "python";

export const LANGUAGES: Readonly<Record<Language, string>> = {
  curl: "curl",
  typescript: "TypeScript",
  python: "Python",
};

export interface CodeRequest {
  readonly api: ApiKind;
  readonly body: Readonly<Record<string, unknown>>;
  /** With `/v1`. */
  readonly baseUrl: string;
}

/** The request as a program would send it. The key is read from the environment, never written out. */
export function codeFor(language: Language, request: CodeRequest): string {
  switch (language) {
    case "curl":
      return curl(request);
    case "typescript":
      return typescript(request);
    case "python":
      return python(request);
  }
}

function curl({ api, body, baseUrl }: CodeRequest): string {
  const path = api === "chat" ? "chat/completions" : "responses";
  const json = JSON.stringify(body, undefined, 2).replaceAll("'", `'\\''`);
  return `curl ${baseUrl}/${path} \\
  -H "Content-Type: application/json" \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -d '${json}'
`;
}

function typescript({ api, body, baseUrl }: CodeRequest): string {
  const call = api === "chat" ? "chat.completions" : "responses";
  const print =
    api === "chat"
      ? 'process.stdout.write(chunk.choices[0]?.delta.content ?? "");'
      : 'if (chunk.type === "response.output_text.delta") process.stdout.write(chunk.delta);';
  return `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${JSON.stringify(baseUrl)},
  apiKey: process.env.OPENAI_API_KEY ?? "none",
});

const stream = await client.${call}.create(${literal(body, 0, "typescript")});
for await (const chunk of stream) {
  ${print}
}
`;
}

function python({ api, body, baseUrl }: CodeRequest): string {
  const call = api === "chat" ? "chat.completions" : "responses";
  const fields = Object.entries(body).map(([name, value]) => `    ${name}=${literal(value, 1, "python")},`);
  const print =
    api === "chat"
      ? 'if chunk.choices:\n        print(chunk.choices[0].delta.content or "", end="", flush=True)'
      : 'if chunk.type == "response.output_text.delta":\n        print(chunk.delta, end="", flush=True)';
  return `import os

from openai import OpenAI

client = OpenAI(
    base_url=${JSON.stringify(baseUrl)},
    api_key=os.environ.get("OPENAI_API_KEY", "none"),
)

stream = client.${call}.create(
${fields.join("\n")}
)
for chunk in stream:
    ${print}
`;
}

const WORDS = {
  typescript: { true: "true", false: "false", null: "null" },
  python: { true: "True", false: "False", null: "None" },
} as const;

/** A JSON value in a language's own notation. */
function literal(value: unknown, depth: number, language: "typescript" | "python"): string {
  const step = language === "python" ? "    " : "  ";
  const words = WORDS[language];
  if (value === null) return words.null;
  if (typeof value === "boolean") return value ? words.true : words.false;
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = step.repeat(depth + 1);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const entries = Array.isArray(value)
    ? value.map((item) => literal(item, depth + 1, language))
    : Object.entries(value).map(
        ([name, item]) => `${key(name, language)}: ${literal(item, depth + 1, language)}`,
      );
  if (entries.length === 0) return `${open}${close}`;
  return `${open}\n${entries.map((entry) => `${inner}${entry},\n`).join("")}${step.repeat(depth)}${close}`;
}

function key(name: string, language: "typescript" | "python"): string {
  return language === "typescript" && /^[a-zA-Z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
