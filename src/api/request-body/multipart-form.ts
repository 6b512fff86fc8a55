import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import { ApiError, invalidRequest } from "../errors/api-error.ts";
import { demandPlainBody } from "./demand-plain-body.ts";

/** The one file of a form, while it arrives. */
export interface FormFile {
  /** Of the form's field. */
  readonly field: string;
  /** Without folders, as the client wrote it. */
  readonly filename: string;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface Form<Received> {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Received | undefined;
}

export interface FormReader<Received> {
  /** Of the file. */
  readonly maximumBytes: number;
  /** What else can be done with a larger one. */
  readonly advice: string;
  /** Takes the file in as it comes. Where it throws, the rest of the form is not read. */
  readonly receive: (file: FormFile) => Promise<Received>;
  /** Undoes `receive`, where the form turns out to be faulty after it. */
  readonly discard: (received: Received) => Promise<void>;
}

const MULTIPART = /^multipart\/form-data\s*;/i;

/** Boundaries, headers and fields come on top of the file. */
const OVERHEAD_BYTES = 64 * 1024;

/** The parser never takes the rest of some malformed forms, or never says that it is done; these are refused. */
const PARSER_MILLISECONDS = 500;

const BOUNDS = {
  files: 1,
  fields: 16,
  parts: 17,
  fieldSize: 4096,
  headerPairs: 16,
  headerSize: 8192,
};

/** Reads a form as it comes, holding nothing but its short fields in memory. Throws an `ApiError`. */
export async function readMultipartForm<Received>(
  request: Request,
  reader: FormReader<Received>,
): Promise<Form<Received>> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!MULTIPART.test(contentType)) throw unsupportedContentType(contentType);
  demandPlainBody(request.headers.get("content-encoding"));
  const announced = Number(request.headers.get("content-length") ?? 0);
  if (announced > reader.maximumBytes + OVERHEAD_BYTES) throw fileTooLarge(reader);
  if (request.body === null) throw malformedForm();

  const parser = openParser(contentType);
  const fields = new Map<string, string>();
  const abort = new AbortController();
  const fail = (error: unknown) => abort.abort(error);
  let received: Promise<Received> | undefined;
  parser.on("field", (name, value, nameTruncated, valueTruncated) => {
    if (name === undefined || nameTruncated) fail(malformedForm());
    else if (valueTruncated) fail(fieldTooLong(name));
    else if (fields.has(name)) fail(invalidRequest(`Duplicate form field: '${name.slice(0, 64)}'.`));
    else fields.set(name, value);
  });
  parser.on("file", (field, stream, filename) => {
    // An error of the stream reaches whoever reads it; one that comes after that has been told already.
    stream.on("error", () => {});
    abort.signal.addEventListener("abort", () => stream.destroy(abort.signal.reason));
    const content = bounded(stream, reader);
    received = reader.receive({ field: field ?? "", filename: filename ?? "", content });
    received.catch(fail);
  });
  for (const event of ["filesLimit", "fieldsLimit", "partsLimit"] as const) {
    parser.on(event, () => fail(invalidRequest("The form has too many parts.")));
  }
  const stuck = new StuckParser(
    () => received,
    () => fail(malformedForm()),
  );
  const source = Readable.from(stuck.watch(Readable.fromWeb(request.body)));
  try {
    await pipeline(source, parser, { signal: abort.signal });
    return { fields, file: await received };
  } catch (error) {
    fail(malformedForm(error));
    await received?.then(reader.discard, () => {});
    throw abort.signal.reason;
  } finally {
    stuck.end();
  }
}

/** Notices that the parser takes nothing more, while no file is being received that it could be waiting for. */
class StuckParser {
  readonly #receiving: () => Promise<unknown> | undefined;
  readonly #onStuck: () => void;
  #timer: NodeJS.Timeout | undefined;
  #given = 0;

  constructor(receiving: () => Promise<unknown> | undefined, onStuck: () => void) {
    this.#receiving = receiving;
    this.#onStuck = onStuck;
  }

  async *watch(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#wait(() => this.#settle());
      yield chunk;
      this.end();
    }
    this.#wait(() => this.#settle());
  }

  end(): void {
    this.#given++;
    clearTimeout(this.#timer);
  }

  #settle(): void {
    const given = this.#given;
    const giveUp = () => {
      if (given === this.#given) this.#wait(this.#onStuck);
    };
    const receiving = this.#receiving();
    if (receiving === undefined) this.#onStuck();
    else receiving.then(giveUp, giveUp);
  }

  #wait(then: () => void): void {
    this.#timer = setTimeout(then, PARSER_MILLISECONDS);
  }
}

function openParser(contentType: string) {
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits: BOUNDS });
  } catch (error) {
    throw malformedForm(error);
  }
}

type Bound = Pick<FormReader<unknown>, "maximumBytes" | "advice">;

async function* bounded(stream: AsyncIterable<Uint8Array>, bound: Bound) {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > bound.maximumBytes) throw fileTooLarge(bound);
    yield chunk;
  }
}

function unsupportedContentType(contentType: string): ApiError {
  const given = contentType === "" ? "none" : `'${contentType.slice(0, 100)}'`;
  return new ApiError({
    status: 415,
    type: "invalid_request_error",
    message: `Unsupported content type: ${given}. This API method only accepts 'multipart/form-data' requests.`,
    code: "unsupported_content_type",
  });
}

function malformedForm(cause?: unknown): ApiError {
  const error = invalidRequest(
    "We could not parse the multipart form of your request: it is malformed, or ended before it was complete.",
  );
  error.cause = cause;
  return error;
}

function fieldTooLong(name: string): ApiError {
  return invalidRequest(
    `The form field '${name.slice(0, 64)}' is too long: at most ${BOUNDS.fieldSize} bytes are allowed.`,
    name.slice(0, 64),
  );
}

function fileTooLarge({ maximumBytes, advice }: Bound): ApiError {
  return new ApiError({
    status: 413,
    type: "invalid_request_error",
    message: `Maximum content size limit (${maximumBytes}) exceeded. ${advice}`,
    code: "request_too_large",
    headers: { connection: "close" },
  });
}
