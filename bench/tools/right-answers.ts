import type { Part } from "../bench.ts";
import { post, readText } from "../client/post.ts";
import { tell } from "../progress.ts";
import type { Row } from "../report/row.ts";
import type { BenchServer } from "../servers/bench-server.ts";
import { isRight } from "./judge-answer.ts";
import { type PromptSet, readPromptSet, type ToolPrompt } from "./prompt-set.ts";
import { readToolAnswer } from "./tool-answer.ts";
import { toolRequest } from "./tool-request.ts";

interface Judged {
  readonly prompt: ToolPrompt;
  readonly right: boolean;
}

const groups: readonly (readonly [name: string, belongs: (prompt: ToolPrompt) => boolean])[] = [
  ["all prompts", () => true],
  ["a call, the model's choice", ({ expect, tool_choice }) => "calls" in expect && tool_choice === "auto"],
  ["a call, forced", ({ expect, tool_choice }) => "calls" in expect && tool_choice !== "auto"],
  ["no call although there are tools", ({ expect }) => "text" in expect],
  ["extraction by a schema", ({ expect }) => "fields" in expect],
];

/** Every prompt once on each server: answers are greedy, further rounds would give the same. */
export const measureRightAnswers: Part = async ({ servers }) => {
  const set = await readPromptSet();
  const judged: Judged[][] = [];
  for (const server of servers) judged.push(await judgeAll(server, set));
  const [subject = [], peer] = judged;
  return groups.map(([name, belongs]): Row => {
    const own = subject.filter(({ prompt }) => belongs(prompt));
    const wrong = own.filter(({ right }) => !right).map(({ prompt }) => prompt.id);
    return {
      what: `right: ${name} (${own.length})`,
      unit: "%",
      subject: [share(own)],
      ...(peer !== undefined && { peer: [share(peer.filter(({ prompt }) => belongs(prompt)))] }),
      ...(name === "all prompts" && wrong.length > 0 && { note: `wrong were ${wrong.join(", ")}` }),
    };
  });
};

async function judgeAll(server: BenchServer, set: PromptSet): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const prompt of set.prompts) {
    judged.push({ prompt, right: await askAndJudge(server, prompt, set) });
    tell(`tools: ${server.label} ${judged.length} of ${set.prompts.length}`);
  }
  return judged;
}

/** A request that fails is an answer that is not right; what went wrong is told. */
async function askAndJudge(server: BenchServer, prompt: ToolPrompt, set: PromptSet): Promise<boolean> {
  try {
    const response = await post(server, "/chat/completions", toolRequest(prompt, set, server.model));
    return isRight(readToolAnswer(await readText(response)), prompt.expect);
  } catch (error) {
    tell(`tools: ${prompt.id}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function share(judged: readonly Judged[]): number {
  return judged.length === 0 ? 0 : (100 * judged.filter(({ right }) => right).length) / judged.length;
}
