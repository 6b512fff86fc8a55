import { ExampleProblem } from "./example-problem.ts";
import { type Example, parseExample } from "./parse-example.ts";

export type TrainingFormat = Example["format"];

/** Why a file cannot be trained on, as the service puts it. */
export interface TrainingFileFault {
  readonly code: "invalid_n_examples" | "invalid_training_file" | "invalid_validation_file";
  readonly message: string;
  readonly param: "training_file" | "validation_file";
  /** From 1, where one line is at fault. */
  readonly line?: number;
}

export class TrainingFileError extends Error {
  readonly fault: TrainingFileFault;

  constructor(fault: TrainingFileFault) {
    super(fault.message);
    this.name = "TrainingFileError";
    this.fault = fault;
  }
}

/** `line`: from 1, where one is at fault. */
export function invalidTrainingFile(
  use: TrainingFileOptions["use"],
  reason: string,
  line?: number,
): TrainingFileError {
  const which = use === "training_file" ? "training" : "validation";
  const at = line === undefined ? "" : `Invalid file format. Example ${line}, `;
  return new TrainingFileError({
    code: `invalid_${use}`,
    message: `The job failed due to an invalid ${which} file. ${at}${reason}`,
    param: use,
    ...(line !== undefined && { line }),
  });
}

/** An example and where it stands in its file. */
export type ReadExample = Example & { readonly line: number };

export interface TrainingFileOptions {
  readonly use: "training_file" | "validation_file";
  /** What the job's method needs: `chat` for supervised, `preference` for dpo. */
  readonly format: TrainingFormat;
  /** What messages call the file. */
  readonly fileId: string;
  /** What training asks for; one by default for validation. */
  readonly minimumExamples?: number;
}

const MINIMUM_EXAMPLES = 10;
const MOST_EXAMPLES = 1_000_000;
/** Longest line in bytes: far more than the longest example of text has. */
const LONGEST_LINE = 16 * 2 ** 20;

const purposes = { chat: "fine-tune-chat", preference: "fine-tune-preference" } as const;
const methods = { chat: "supervised", preference: "dpo" } as const;

/**
 * Checks a file as it streams by and gives its examples, one a line; empty lines are passed over. Pure,
 * so that it can be asked before a job is made as well as within one.
 *
 * @throws TrainingFileError
 */
export async function* readTrainingFile(
  content: AsyncIterable<Uint8Array>,
  options: TrainingFileOptions,
): AsyncGenerator<ReadExample> {
  const invalid = (reason: string, line?: number): never => {
    throw invalidTrainingFile(options.use, reason, line);
  };
  let count = 0;
  for await (const { text, number } of lines(content, invalid)) {
    let example: Example;
    try {
      example = parseExample(text);
    } catch (error) {
      if (error instanceof ExampleProblem) return invalid(error.message, number);
      throw error;
    }
    if (example.format !== options.format) {
      if (count > 0) invalid(`is in the ${purposes[example.format]} format, unlike those before it`, number);
      invalid(
        `Input file ${options.fileId} is in the ${purposes[example.format]} format, but the specified ` +
          `fine-tuning job is not using '${methods[example.format]}' as the training method ` +
          `(provided method=${methods[options.format]}).`,
      );
    }
    if (++count > MOST_EXAMPLES) invalid(`The file has more than ${MOST_EXAMPLES} examples.`);
    yield { ...example, line: number };
  }
  const minimum = options.minimumExamples ?? (options.use === "training_file" ? MINIMUM_EXAMPLES : 1);
  if (count < minimum) {
    const file = options.use === "training_file" ? "Training file" : "Validation file";
    throw new TrainingFileError({
      code: "invalid_n_examples",
      message: `${file} has ${count} example(s), but must have at least ${minimum} examples`,
      param: options.use,
    });
  }
}

async function* lines(
  content: AsyncIterable<Uint8Array>,
  invalid: (reason: string, line?: number) => never,
): AsyncGenerator<{ readonly text: string; readonly number: number }> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let number = 0;
  let pieces: Uint8Array[] = [];
  let length = 0;
  const decode = (): string => {
    number++;
    const bytes = Buffer.concat(pieces);
    pieces = [];
    length = 0;
    try {
      return decoder.decode(bytes).trim();
    } catch {
      return invalid("is not valid UTF-8", number);
    }
  };
  const take = (piece: Uint8Array) => {
    length += piece.length;
    if (length > LONGEST_LINE) invalid("is longer than 16 MiB", number + 1);
    pieces.push(piece);
  };
  for await (const chunk of content) {
    let from = 0;
    for (let end = chunk.indexOf(10, from); end >= 0; end = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, end));
      const text = decode();
      if (text !== "") yield { text, number };
      from = end + 1;
    }
    take(chunk.slice(from));
  }
  const text = decode();
  if (text !== "") yield { text, number };
}
