import type { FilePurpose, StoredFile } from "../../store/index.ts";
import type { ApiServices } from "../api-environment.ts";
import { type ApiError, invalidRequest } from "../errors/api-error.ts";
import { randomAlphanumeric } from "../random-text.ts";

/** What clients may upload files for. The other purposes are those of files that the service makes. */
export const UPLOAD_PURPOSES = [
  "fine-tune",
  "assistants",
  "batch",
  "user_data",
  "vision",
  "evals",
] as const satisfies readonly FilePurpose[];

export const SHORTEST_EXPIRY_SECONDS = 3_600;
export const LONGEST_EXPIRY_SECONDS = 2_592_000;

const MAXIMUM_FILENAME = 255;

/** What has to be lines of JSON, by the name that the service calls it by in errors. */
const JSON_LINES: Partial<Record<FilePurpose, string>> = { batch: "Batch", "fine-tune": "Fine-Tuning" };

export interface FileDescription {
  readonly projectId: string;
  readonly purpose: FilePurpose;
  readonly filename: string;
  readonly bytes: number;
  /** From its making on; undefined: as is usual for the purpose. */
  readonly expiresAfterSeconds: number | undefined;
}

/** A file, about to be stored. Files for batches stay 30 days, others until they are deleted. */
export function newFile(
  { expiresAfterSeconds, ...description }: FileDescription,
  { clock, random }: Pick<ApiServices, "clock" | "random">,
): StoredFile {
  const createdAt = Math.floor(clock.now() / 1000);
  const usual = description.purpose === "batch" ? LONGEST_EXPIRY_SECONDS : undefined;
  const seconds = expiresAfterSeconds ?? usual;
  return {
    ...description,
    id: `file-${randomAlphanumeric(random, 22)}`,
    createdAt,
    expiresAt: seconds === undefined ? undefined : (createdAt + seconds) * 1000,
  };
}

/** A name that is only a name, without what would harm a header, a terminal or a path. */
export function safeFilename(name: string): string {
  const printable = name
    .toWellFormed()
    .replace(/^.*[/\\]/s, "")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "");
  const kept = [...printable].slice(0, MAXIMUM_FILENAME).join("");
  return kept === "" || kept === "." || kept === ".." ? "file" : kept;
}

/** Throws where a purpose demands another kind of file. */
export function requireFileFormat(purpose: FilePurpose, filename: string, isUtf8: boolean): void {
  const api = JSON_LINES[purpose];
  if (api === undefined) return;
  if (!/\.jsonl$/i.test(filename)) {
    throw invalidRequest(`Invalid file format for ${api} API. Must be .jsonl`);
  }
  if (!isUtf8) throw invalidRequest(`Invalid file for ${api} API. Must be utf-8 encoded`);
}

export function emptyFile(): ApiError {
  return invalidRequest("File is empty.", "file");
}
