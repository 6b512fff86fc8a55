import { PromptTokenizer } from "../../engine/index.ts";
import {
  type AssistantMessage,
  type Conversation,
  InferenceFailure,
  loadPromptFormat,
  type PromptFormat,
  type TrainingTools,
  type TrainingTurn,
  trainingTurn,
} from "../../inference/index.ts";
import { Model, openLlama, type Vocabulary } from "../../llama/index.ts";
import { TrainerError } from "../trainer-error.ts";
import type { TokenizedExample } from "./example.ts";
import { refuse } from "./example-problem.ts";
import type { ChatExample, PreferenceExample } from "./parse-example.ts";

/** Turns examples into the very tokens that serving would show and take. */
export class ChatTokenizer implements Disposable {
  readonly #model: Model;
  readonly #format: PromptFormat;
  readonly #tokenizer: PromptTokenizer;
  readonly #endOfTurn: number;

  /** @param parameterCount of the weights, which their vocabulary alone does not tell */
  static async open(weightsFile: string, parameterCount: number): Promise<ChatTokenizer> {
    const model = await Model.load(openLlama(), weightsFile, { vocabularyOnly: true });
    const { vocabulary, chatTemplate, architecture } = model;
    const text = (token: number | undefined) => (token === undefined ? "" : vocabulary.text(token));
    const format = await loadPromptFormat({
      architecture,
      vocabularySize: vocabulary.size,
      contextLength: 0,
      chatTemplate,
      beginOfSequence: text(vocabulary.beginOfSequence),
      endOfSequence: text(vocabulary.endOfSequence),
      controlTokens: vocabulary.controlTokens().map((control) => control.text),
      parameterCount,
    });
    const tokenizer = new PromptTokenizer(vocabulary, chatTemplate);
    const endOfTurn = await findEndOfTurn(format, tokenizer, vocabulary);
    return new ChatTokenizer(model, format, tokenizer, endOfTurn);
  }

  private constructor(model: Model, format: PromptFormat, tokenizer: PromptTokenizer, endOfTurn: number) {
    this.#model = model;
    this.#format = format;
    this.#tokenizer = tokenizer;
    this.#endOfTurn = endOfTurn;
  }

  /**
   * One text where every learned answer's prompt goes on from the one before, as most templates have
   * it; otherwise as many as it takes for each prompt to be what serving would make of it.
   */
  async tokenizeChat(example: ChatExample): Promise<TokenizedExample[]> {
    const texts: { tokens: number[]; trained: number[] }[] = [];
    for (const index of example.learned) {
      const answer = example.conversation[index];
      if (answer?.role !== "assistant") continue;
      const { prompt, said } = await this.#turn(example.conversation.slice(0, index), answer, example);
      const last = texts.at(-1);
      const goesOn = last?.tokens.every((token, at) => token === prompt[at]) ?? false;
      const text = goesOn && last !== undefined ? last : { tokens: [], trained: [] };
      if (text !== last) texts.push(text);
      for (const token of prompt.subarray(text.tokens.length)) {
        text.tokens.push(token);
        text.trained.push(0);
      }
      for (const token of said) {
        text.tokens.push(token);
        text.trained.push(1);
      }
    }
    return texts.map(({ tokens, trained }) => ({
      tokens: Int32Array.from(tokens),
      trained: Uint8Array.from(trained),
    }));
  }

  async tokenizePair(
    example: PreferenceExample,
  ): Promise<{ readonly preferred: TokenizedExample; readonly other: TokenizedExample }> {
    const one = async (answer: AssistantMessage): Promise<TokenizedExample> => {
      const { prompt, said } = await this.#turn(example.conversation, answer, example);
      const tokens = Int32Array.from([...prompt, ...said]);
      return { tokens, trained: Uint8Array.from(tokens, (_, at) => (at < prompt.length ? 0 : 1)) };
    };
    return { preferred: await one(example.preferred), other: await one(example.other) };
  }

  [Symbol.dispose](): void {
    this.#model[Symbol.dispose]();
  }

  async #turn(conversation: Conversation, answer: AssistantMessage, tools: TrainingTools) {
    let turn: TrainingTurn;
    try {
      turn = await trainingTurn(this.#format, conversation, answer, tools);
    } catch (error) {
      if (!(error instanceof InferenceFailure)) throw error;
      const reason = "message" in error.error ? error.error.message : error.error.code;
      return refuse(`the weights' chat template does not take it: ${reason}`);
    }
    const prompt = await this.#tokenizer.tokenize(turn.prompt);
    return { prompt, said: [...(await this.#answerTokens(turn, prompt)), this.#endOfTurn] };
  }

  /** Weights write an answer token by token behind the prompt's last, which words cannot reach back into. */
  async #answerTokens({ prompt, answer }: TrainingTurn, promptTokens: Int32Array): Promise<Int32Array> {
    const spellsControls = answer.some(({ trusted }) => trusted);
    if (!spellsControls) {
      return this.#tokenizer.tokenizeContinuation(answer.map(({ text }) => text).join(""));
    }
    const whole = await this.#tokenizer.tokenize([...prompt, ...answer]);
    let common = 0;
    while (common < promptTokens.length && whole[common] === promptTokens[common]) common++;
    return whole.subarray(common);
  }
}

/** The token behind an answer of the past, where the template has one there; otherwise the vocabulary's end. */
async function findEndOfTurn(
  format: PromptFormat,
  tokenizer: PromptTokenizer,
  vocabulary: Vocabulary,
): Promise<number> {
  const conversation = [
    { role: "user", content: "a" },
    { role: "assistant", content: "b" },
    { role: "user", content: "c" },
  ] as const;
  const segments = await format.render(conversation);
  const answer = segments.findIndex(({ trusted, text }) => !trusted && text.includes("b"));
  const tokens = await tokenizer.tokenize(segments.slice(answer + 1, answer + 2));
  const end = tokens.find((token) => vocabulary.isEndOfGeneration(token)) ?? vocabulary.endOfSequence;
  if (end === undefined)
    throw new TrainerError("unsupported-weights", "No token of the weights ends an answer.");
  return end;
}
