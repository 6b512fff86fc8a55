import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { ChatTokenizer } from "../data/chat-tokenizer.ts";
import { type TokenizedExample, trainedTokens } from "../data/example.ts";
import { ExampleProblem } from "../data/example-problem.ts";
import {
  invalidTrainingFile,
  readTrainingFile,
  type TrainingFileOptions,
} from "../data/read-training-file.ts";
import type { TokenizedPair } from "../session/objective.ts";
import type { TrainingFile, TrainingJob } from "./training-job.ts";

/** One file as tokens; the kind follows from the job's method. */
export type TokenizedFile =
  | { readonly format: "chat"; readonly items: TokenizedExample[] }
  | { readonly format: "preference"; readonly items: TokenizedPair[] };

export interface PreparedData {
  readonly training: TokenizedFile;
  readonly validation: TokenizedFile | undefined;
  readonly longestExample: number;
  /** Hash of every token and of which are learned. */
  readonly fingerprint: string;
}

/**
 * Checks the job's files and turns them into tokens.
 * @throws TrainingFileError, TrainerError (of the weights)
 */
export async function prepareData(job: TrainingJob, parameterCount: number): Promise<PreparedData> {
  using tokenizer = await ChatTokenizer.open(job.weightsFile, parameterCount);
  const hash = createHash("sha256");
  const training = await tokenizeFile(tokenizer, job, job.training, "training_file", hash);
  const validation =
    job.validation && (await tokenizeFile(tokenizer, job, job.validation, "validation_file", hash));
  const longestExample = Math.max(longestOf(training), validation === undefined ? 0 : longestOf(validation));
  return { training, validation, longestExample, fingerprint: hash.digest("hex") };
}

/** Tokens that a file's items take in a batch: of a pair, both answers are computed together. */
export function lengthsOf(file: TokenizedFile): number[] {
  return file.format === "chat"
    ? file.items.map(({ tokens }) => tokens.length)
    : file.items.map(({ preferred, other }) => preferred.tokens.length + other.tokens.length);
}

function longestOf(file: TokenizedFile): number {
  return lengthsOf(file).reduce((longest, length) => Math.max(longest, length), 0);
}

/** Cuts what is longer than a batch, at the end. Items that have nothing left to learn go. */
export function truncateFile(
  file: TokenizedFile,
  maximum: number,
): { readonly file: TokenizedFile; readonly truncated: number; readonly dropped: number } {
  const cut = ({ tokens, trained }: TokenizedExample, length: number): TokenizedExample => ({
    tokens: tokens.slice(0, length),
    trained: trained.slice(0, length),
  });
  const truncated = lengthsOf(file).filter((length) => length > maximum).length;
  if (truncated === 0) return { file, truncated, dropped: 0 };
  if (file.format === "chat") {
    const items = file.items.map((item) => cut(item, maximum)).filter((item) => trainedTokens(item) > 0);
    return { file: { format: "chat", items }, truncated, dropped: file.items.length - items.length };
  }
  const half = Math.floor(maximum / 2);
  const items = file.items
    .map((pair) => ({ preferred: cut(pair.preferred, half), other: cut(pair.other, half) }))
    .filter(({ preferred, other }) => trainedTokens(preferred) > 0 && trainedTokens(other) > 0);
  return { file: { format: "preference", items }, truncated, dropped: file.items.length - items.length };
}

async function tokenizeFile(
  tokenizer: ChatTokenizer,
  job: TrainingJob,
  file: TrainingFile,
  use: TrainingFileOptions["use"],
  hash: Hash,
): Promise<TokenizedFile> {
  const format = job.method.type === "dpo" ? "preference" : "chat";
  const { minimumExamples } = job;
  const options = { use, format, fileId: file.id, ...(minimumExamples !== undefined && { minimumExamples }) };
  const chats: TokenizedExample[] = [];
  const pairs: TokenizedPair[] = [];
  const content = createReadStream(file.path) as AsyncIterable<Uint8Array>;
  for await (const example of readTrainingFile(content, options as TrainingFileOptions)) {
    try {
      if (example.format === "chat") chats.push(...(await tokenizer.tokenizeChat(example)));
      else pairs.push(await tokenizer.tokenizePair(example));
    } catch (error) {
      if (!(error instanceof ExampleProblem)) throw error;
      throw invalidTrainingFile(use, error.message, example.line);
    }
  }
  for (const { tokens, trained } of [
    ...chats,
    ...pairs.flatMap(({ preferred, other }) => [preferred, other]),
  ])
    hash.update(tokens).update(trained);
  return format === "chat" ? { format, items: chats } : { format, items: pairs };
}
