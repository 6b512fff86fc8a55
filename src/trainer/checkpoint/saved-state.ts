import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import type { TrainingState } from "../session/training-state.ts";
import { TrainerError } from "../trainer-error.ts";
import { writeDurably } from "./durable-file.ts";

const family = "4one-lora-state";
/** Grows with the layout of what is kept, that of the parameters included. */
const magic = `${family}2`;

interface Header {
  readonly job: string;
  readonly parameters: number;
  readonly step: number;
  readonly updates: number;
  readonly lossScale: number;
  readonly trainedTokens: number;
  readonly references?: TrainingState["references"];
  readonly validationReferences?: TrainingState["references"];
}

/**
 * ```
 * magic | header length (u32) | header (JSON) | parameters | first moments | second moments | sha256
 * ```
 */
export async function saveState(file: string, job: string, state: TrainingState): Promise<void> {
  const header: Header = {
    job,
    parameters: state.parameters.length,
    step: state.step,
    updates: state.optimizer.updates,
    lossScale: state.lossScale,
    trainedTokens: state.trainedTokens,
    ...(state.references !== undefined && { references: state.references }),
    ...(state.validationReferences !== undefined && { validationReferences: state.validationReferences }),
  };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const parts = [Buffer.from(magic), length, json, ...arrays(state).map(bytesOf)];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  await writeDurably(file, async (temporary) => {
    const handle = await open(temporary, "w");
    try {
      for (const part of [...parts, hash.digest()]) await handle.writeFile(part);
    } finally {
      await handle.close();
    }
  });
}

/**
 * What was saved; undefined where nothing was, or by a version with another layout: the job begins anew.
 * @throws TrainerError `damaged-checkpoint`
 */
export async function loadState(file: string, job: string): Promise<TrainingState | undefined> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const begins = bytes.toString("latin1", 0, magic.length);
  if (begins !== magic && begins.startsWith(family)) return undefined;
  const body = bytes.subarray(0, -32);
  const isWhole = begins === magic && createHash("sha256").update(body).digest().equals(bytes.subarray(-32));
  if (!isWhole) throw new TrainerError("damaged-checkpoint", "The saved state of the training is damaged.");
  const jsonAt = magic.length + 4;
  const arraysAt = jsonAt + body.readUInt32LE(magic.length);
  const header = JSON.parse(body.toString("utf8", jsonAt, arraysAt)) as Header;
  if (header.job !== job)
    throw new TrainerError(
      "damaged-checkpoint",
      "The saved state belongs to a job with other weights, data or settings.",
    );
  const array = (index: number) => {
    const from = arraysAt + index * header.parameters * 4;
    // Copied, because the file's bytes need not be aligned.
    return new Float32Array(new Uint8Array(body.subarray(from, from + header.parameters * 4)).buffer);
  };
  return {
    parameters: array(0),
    optimizer: { first: array(1), second: array(2), updates: header.updates },
    step: header.step,
    lossScale: header.lossScale,
    trainedTokens: header.trainedTokens,
    ...(header.references !== undefined && { references: header.references }),
    ...(header.validationReferences !== undefined && { validationReferences: header.validationReferences }),
  };
}

function arrays({ parameters, optimizer }: TrainingState): Float32Array[] {
  return [parameters, optimizer.first, optimizer.second];
}

function bytesOf(array: Float32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
