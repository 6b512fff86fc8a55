import {
  type Batch,
  type BatchError,
  type NewBatchLine,
  type StoredFile,
  StoreError,
} from "../../../store/index.ts";
import type { ApiServices } from "../../api-environment.ts";
import { batchModel, noBatchModel } from "./batch-model.ts";
import { type InputLine, isInputLine, readInputLine } from "./input-line.ts";

const MAXIMUM_LINES = 50_000;
/** Texts, over all requests for embeddings. */
const MAXIMUM_INPUTS = 50_000;
const MAXIMUM_BYTES = 200_000_000;
/** Whoever has got as many wrong has got them wrong in the same way. */
const MAXIMUM_ERRORS = 100;
/** Lines that go to the store together. */
const LINES_AT_ONCE = 500;
const BYTES_AT_ONCE = 8_000_000;
/** English text has about as many bytes a token. */
const BYTES_PER_TOKEN = 4;
/** What reading once more would not change. */
const UNREADABLE: ReadonlySet<string> = new Set(["not-found", "corrupt"]);

export interface BatchInput {
  readonly errors: readonly BatchError[];
  /** The model's snapshot; absent where there is no line that names one. */
  readonly model: string | undefined;
  /** What is to be known to divide them; the requests themselves are in the store. */
  readonly lines: readonly Pick<InputLine, "line" | "prefix">[];
  /** Of all prompts, about. */
  readonly tokens: number;
}

/** Reads a batch's file, a few lines at a time, and puts its requests into the store. */
export async function readBatchInput(
  batch: Batch,
  services: ApiServices,
  signal: AbortSignal,
): Promise<BatchInput> {
  const file = await services.store.files.held(batch.inputFileId, batch.id);
  if (file === undefined) return refused("file_not_found", "The input file of this batch is gone.");
  if (file.bytes > MAXIMUM_BYTES) {
    return refused(
      "file_too_large",
      `The input file has ${file.bytes} bytes. The limit is ${MAXIMUM_BYTES} bytes.`,
    );
  }
  try {
    return await readFile(file, batch, services, signal);
  } catch (error) {
    if (!(error instanceof StoreError && UNREADABLE.has(error.code))) throw error;
    const message = "The content of the input file is missing or damaged. Please upload it again.";
    return refused("file_unreadable", message);
  }
}

async function readFile(
  file: StoredFile,
  batch: Batch,
  services: ApiServices,
  signal: AbortSignal,
): Promise<BatchInput> {
  const { store, files, limits } = services;
  const reading = new InputReading(batch.endpoint, services);
  let waiting: NewBatchLine[] = [];
  let bytes = 0;
  const flush = async () => {
    await store.batches.lines.add(batch.id, waiting);
    waiting = [];
    bytes = 0;
  };
  for await (const piece of files.lines(file, { maximumBytes: limits.maximumBodyBytes })) {
    signal.throwIfAborted();
    if (reading.isOver) break;
    const { number } = piece;
    if (piece.kind === "too-long") {
      reading.tooLong(number, limits.maximumBodyBytes);
      continue;
    }
    const line = reading.take(piece.bytes, number);
    if (line === undefined || reading.errors.length > 0) continue;
    waiting.push({ line: number, customId: line.customId, request: line.request });
    bytes += line.request.length;
    if (waiting.length >= LINES_AT_ONCE || bytes >= BYTES_AT_ONCE) await flush();
  }
  if (reading.errors.length === 0) await flush();
  return reading.finish();
}

/** What lines say, one after the other, and what is wrong with them together. */
class InputReading {
  readonly errors: BatchError[] = [];
  readonly #endpoint: string;
  readonly #services: Pick<ApiServices, "lifecycle" | "embeddings">;
  readonly #ids = new Set<string>();
  readonly #lines: Pick<InputLine, "line" | "prefix">[] = [];
  #model: string | undefined;
  #bytes = 0;
  #inputs = 0;

  constructor(endpoint: string, services: Pick<ApiServices, "lifecycle" | "embeddings">) {
    this.#endpoint = endpoint;
    this.#services = services;
  }

  get isOver(): boolean {
    return (
      this.errors.length >= MAXIMUM_ERRORS ||
      this.#lines.length > MAXIMUM_LINES ||
      this.#inputs > MAXIMUM_INPUTS
    );
  }

  take(bytes: Uint8Array, number: number): InputLine | undefined {
    if (isBlank(bytes)) return undefined;
    const line = readInputLine(bytes, number, this.#endpoint);
    if (!isInputLine(line)) {
      this.errors.push(line);
      return undefined;
    }
    this.#check(line);
    this.#lines.push({ line: number, prefix: line.prefix });
    this.#bytes += line.request.length;
    this.#inputs += line.inputs;
    return line;
  }

  tooLong(number: number, limit: number): void {
    this.#refuse("line_too_long", `This line is longer than ${limit} bytes.`, null, number);
  }

  finish(): BatchInput {
    if (this.#lines.length > MAXIMUM_LINES) {
      const message = `The input file has more than ${MAXIMUM_LINES} requests, which is the limit of one batch.`;
      return refused("too_many_tasks", message);
    }
    if (this.#inputs > MAXIMUM_INPUTS) {
      const message = `The requests of the input file have more than ${MAXIMUM_INPUTS} inputs to embed, which is the limit of one batch.`;
      return refused("too_many_inputs", message);
    }
    if (this.#lines.length === 0 && this.errors.length === 0) {
      return refused("empty_file", "The input file is empty. A batch needs at least one request.");
    }
    const tokens = Math.ceil(this.#bytes / BYTES_PER_TOKEN);
    // A line may have more than one.
    const errors = this.errors.slice(0, MAXIMUM_ERRORS);
    return { errors, model: this.#model, lines: this.#lines, tokens };
  }

  #check({ customId, model, line }: InputLine): void {
    if (this.#ids.has(customId)) {
      const message = `The custom_id '${customId}' for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch.`;
      this.#refuse("duplicate_custom_id", message, "custom_id", line);
    }
    this.#ids.add(customId);
    const name = model.slice(0, 128);
    const served = batchModel(this.#endpoint, model, this.#services)?.snapshot;
    if (served === undefined) {
      this.#refuse("model_not_found", noBatchModel(name, this.#services), "body.model", line);
    } else if (this.#model !== undefined && served !== this.#model) {
      const message = `The model '${name}' for this request does not match the rest of the batch. Each batch must contain requests for a single model.`;
      this.#refuse("mismatched_model", message, "body.model", line);
    }
    this.#model ??= served;
  }

  #refuse(code: string, message: string, param: string | null, line: number): void {
    this.errors.push({ code, message, param, line });
  }
}

/** The file as a whole cannot be a batch's. */
function refused(code: string, message: string): BatchInput {
  return { errors: [{ code, message, param: null, line: null }], model: undefined, lines: [], tokens: 0 };
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}
