import { existsSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { CallbackGuard } from "./callback-guard.ts";
import type { Llama } from "./llama.ts";
import { LlamaError, requireInteger } from "./llama-error.ts";
import { callAsync } from "./native-function.ts";

/** What most weights of a file are stored as; llama.cpp keeps some tensors finer. */
const fileTypes = {
  f32: 0,
  f16: 1,
  q4_0: 2,
  q4_1: 3,
  q8_0: 7,
  q5_0: 8,
  q5_1: 9,
  q2_k: 10,
  q3_k_m: 12,
  q4_k_s: 14,
  q4_k_m: 15,
  q5_k_m: 17,
  q6_k: 18,
  bf16: 32,
} as const;

export type FileType = keyof typeof fileTypes;

export interface QuantizeOptions {
  readonly source: string;
  /** Must not be the source. Written in place: name a temporary file and rename it to be safe from crashes. */
  readonly destination: string;
  readonly fileType: FileType;
  readonly threads: number;
  /** Accept a source that is quantized already, which costs quality. */
  readonly allowRequantize?: boolean;
  readonly onProgress?: (fraction: number) => void;
}

const progressLine = /^\[\s*(\d+)\/\s*(\d+)\]/;

/**
 * Rewrites weights with another element type, on other threads. It cannot be stopped halfway.
 *
 * @throws LlamaError `quantize-failed`; the destination is gone then.
 */
export async function quantize(llama: Llama, options: QuantizeOptions): Promise<void> {
  const { source, destination, fileType, threads, allowRequantize = false, onProgress } = options;
  requireInteger("threads", threads, 1, 512);
  if (existsSync(source) && existsSync(destination) && realpathSync(source) === realpathSync(destination))
    throw new LlamaError("invalid-argument", "weights cannot be quantized onto themselves");
  const guard = new CallbackGuard();
  using capture = llama.log.capture((line) => {
    const [, done, all] = progressLine.exec(line) ?? [];
    if (all !== undefined) guard.run(() => onProgress?.(Number(done) / Number(all)));
  });
  const status = await callAsync(llama.library.quantize, source, destination, {
    ...llama.library.quantizeDefaults(),
    nthread: threads,
    ftype: fileTypes[fileType],
    allow_requantize: allowRequantize,
  });
  if (status !== 0) {
    await rm(destination, { force: true });
    throw new LlamaError("quantize-failed", capture.reason("the weights could not be quantized"));
  }
  guard.rethrow();
}
