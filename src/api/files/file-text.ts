import { isUtf8 } from "node:buffer";
import type { ApiServices } from "../api-environment.ts";
import { type ApiError, invalidRequest } from "../errors/api-error.ts";
import { safeFilename } from "./new-file.ts";

/** A file in a prompt: one that was uploaded, or one whose bytes are in the request. */
export interface FileReference {
  readonly file_id?: string | null | undefined;
  readonly filename?: string | null | undefined;
  /** A data URL, or plain base64. */
  readonly file_data?: string | null | undefined;
  readonly file_url?: string | null | undefined;
}

/** Of all files of one request together: as many characters as one text may have. */
const MAXIMUM_BYTES = 10_485_760;

/** Reads the files of one request as texts, for models that read only text. */
export class FileTexts {
  readonly #services: Pick<ApiServices, "store" | "files">;
  readonly #project: string;
  #remaining = MAXIMUM_BYTES;

  constructor(services: Pick<ApiServices, "store" | "files">, project: string) {
    this.#services = services;
    this.#project = project;
  }

  /** The file's name and text, as the model is to see them. `path`: where the request names it. Throws an `ApiError`. */
  async read(reference: FileReference, path: string): Promise<string> {
    const { name, bytes } = await this.#bytesOf(reference, path);
    if (!isText(bytes)) throw notText(name, path);
    const text = bytes.toString("utf8").replace(/^\ufeff/, "");
    return `File: ${name}\n\n${text}`;
  }

  async #bytesOf(reference: FileReference, path: string): Promise<{ name: string; bytes: Buffer }> {
    const { file_id: id, file_data: data, filename, file_url: url } = reference;
    if (url != null) {
      throw invalidRequest(
        "Files by URL are not supported. Upload the file with POST /v1/files and name its 'file_id', or send its 'file_data'.",
        `${path}.file_url`,
        "unsupported_value",
      );
    }
    if ((id == null) === (data == null)) {
      throw invalidRequest(
        "Expected exactly one of 'file_id' and 'file_data'.",
        path,
        "missing_required_parameter",
      );
    }
    if (id != null) return this.#uploaded(id, `${path}.file_id`);
    const bytes = decodeFileData(data ?? "", `${path}.file_data`);
    this.#take(bytes.byteLength, path);
    return { name: safeFilename(filename ?? ""), bytes };
  }

  async #uploaded(id: string, param: string): Promise<{ name: string; bytes: Buffer }> {
    const { store, files } = this.#services;
    const file = await store.files.get(this.#project, id);
    if (file === undefined) {
      throw invalidRequest(`No such File object: ${id.slice(0, 256)}`, param, "file_not_found");
    }
    this.#take(file.bytes, param);
    const chunks: Uint8Array[] = [];
    for await (const chunk of files.read(file)) chunks.push(chunk);
    return { name: file.filename, bytes: Buffer.concat(chunks) };
  }

  #take(bytes: number, param: string): void {
    this.#remaining -= bytes;
    if (this.#remaining < 0) {
      throw invalidRequest(
        `The files of a request may have at most ${MAXIMUM_BYTES} bytes together.`,
        param,
        "string_above_max_length",
      );
    }
  }
}

const DATA_URL = /^data:[\w.+-]+\/[\w.+-]+(?:;[\w-]+=[\w."-]+)*;base64,/;

function decodeFileData(data: string, param: string): Buffer {
  const base64 = data.replace(DATA_URL, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) {
    throw invalidRequest(
      `Invalid '${param}': expected a data URL with base64-encoded bytes (e.g. 'data:text/plain;base64,aW1nIGJ5dGVzIGhlcmU=').`,
      param,
      "invalid_value",
    );
  }
  return Buffer.from(base64, "base64");
}

function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0) && !bytes.subarray(0, 5).equals(Buffer.from("%PDF-"));
}

function notText(name: string, param: string): ApiError {
  return invalidRequest(
    `The file '${name}' is no text in UTF-8. The models that are served here read text files only: extract the text of PDF and office documents before you send them.`,
    param,
    "unsupported_file",
  );
}
