import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Adapter } from "../adapter/write-gguf-adapter.ts";
import { writeGgufAdapter } from "../adapter/write-gguf-adapter.ts";
import type { TrainingState } from "../session/training-state.ts";
import { writeDurably } from "./durable-file.ts";
import { loadState, saveState } from "./saved-state.ts";

/** Epochs whose adapters are kept. */
const KEPT = 3;

/** A job's folder: the state to go on from, and the adapters of the last epochs. */
export class Checkpoints {
  readonly #folder: string;
  readonly #job: string;

  static async open(folder: string, job: string): Promise<Checkpoints> {
    await mkdir(folder, { recursive: true });
    return new Checkpoints(folder, job);
  }

  private constructor(folder: string, job: string) {
    this.#folder = folder;
    this.#job = job;
  }

  load(): Promise<TrainingState | undefined> {
    return loadState(this.#stateFile, this.#job);
  }

  save(state: TrainingState): Promise<void> {
    return saveState(this.#stateFile, this.#job, state);
  }

  adapterFile(step: number): string {
    return path.join(this.#folder, `checkpoint-${step}.gguf`);
  }

  hasAdapter(step: number): boolean {
    return existsSync(this.adapterFile(step));
  }

  /** Writes the adapter of an epoch's end, and lets go of those too old. */
  async saveAdapter(step: number, adapter: Adapter): Promise<string> {
    const file = this.adapterFile(step);
    await writeDurably(file, async (temporary) => writeGgufAdapter(temporary, adapter));
    for (const old of (await this.steps(step)).slice(0, -KEPT))
      await rm(this.adapterFile(old), { force: true });
    return file;
  }

  /** Steps up to this one whose adapters are there, in their order. */
  async steps(upTo: number): Promise<number[]> {
    return (await readdir(this.#folder))
      .map((name) => Number(/^checkpoint-(\d+)\.gguf$/.exec(name)?.[1] ?? Number.NaN))
      .filter((step) => step <= upTo)
      .sort((one, other) => one - other);
  }

  get #stateFile(): string {
    return path.join(this.#folder, "state.bin");
  }
}
