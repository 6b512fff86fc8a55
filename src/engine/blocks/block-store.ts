import type { EngineMetrics } from "../engine-metrics.ts";
import type { Block, BlockIdentity } from "./block.ts";
import type { BlockDisk } from "./block-disk.ts";
import { BlockIndex } from "./block-index.ts";

export interface BlockStoreOptions {
  /** Bytes of blocks in memory. 0 switches the store off. */
  readonly memoryBudget: number;
  /** Bytes of blocks on disk. */
  readonly diskBudget: number;
  /** Absent: memory only. */
  readonly disk: BlockDisk | undefined;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly onWarning: (message: string) => void;
}

/** After a failed write the disk is left alone this long: it may be full, and nothing depends on it. */
const DISK_PAUSE_MILLISECONDS = 60_000;

/**
 * The two tiers behind the KV cache: blocks in memory, least recently used out first, and copies on
 * disk, written in the background. Whatever goes wrong with the disk, a block is then merely absent.
 */
export class BlockStore {
  readonly index = new BlockIndex();
  readonly #options: BlockStoreOptions;
  readonly #payloads = new Map<string, Uint8Array>();
  #writing: Promise<void> = Promise.resolve();
  #diskPausedUntil = 0;

  constructor(options: BlockStoreOptions) {
    this.#options = options;
  }

  get enabled(): boolean {
    return this.#options.memoryBudget > 0;
  }

  /** Bytes in each tier, and how many there may be. */
  get holdings(): EngineMetrics["blocks"] {
    const { memoryBudget, diskBudget } = this.#options;
    const { memoryBytes, diskBytes } = this.index;
    return { memoryBytes, memoryBudget, diskBytes, diskBudget };
  }

  now(): number {
    return this.#options.clock();
  }

  /** Takes up what an earlier process left on disk. */
  async open(): Promise<void> {
    const { disk, onWarning } = this.#options;
    if (disk === undefined || !this.enabled) return;
    try {
      for (const { payloadBytes, payloadFrom: _, ...identity } of await disk.scan()) {
        const place = { inMemory: false, onDisk: true, pins: 0 };
        this.index.add({ ...identity, ...place, bytes: payloadBytes, retention: "24h" });
      }
      this.#trim();
    } catch (error) {
      onWarning(`The prompt cache on disk cannot be used: ${messageOf(error)}`);
      this.#diskPausedUntil = Number.POSITIVE_INFINITY;
    }
  }

  put(identity: BlockIdentity, payload: Uint8Array): void {
    if (!this.enabled || this.index.get(identity.key) !== undefined) return;
    const lastUsed = this.now();
    const block: Block = {
      ...identity,
      bytes: payload.length,
      inMemory: true,
      onDisk: false,
      pins: 0,
      lastUsed,
    };
    this.#payloads.set(block.key, payload);
    this.index.add(block);
    if (block.retention === "24h") this.#writeInBackground(block, payload);
    this.#trim();
  }

  /** The state of a block in memory. */
  payload(key: string): Uint8Array | undefined {
    return this.#payloads.get(key);
  }

  /** Brings a block from disk into memory. Where that fails, the block is forgotten. */
  async load(block: Block): Promise<void> {
    const { disk } = this.#options;
    if (block.inMemory || disk === undefined) return;
    const payload = await disk.read(block.key, this.now());
    if (block.inMemory) return;
    if (payload === undefined || payload.length !== block.bytes) {
      this.#options.onWarning("A block of the prompt cache on disk was damaged or gone, and is dropped.");
      this.index.place(block, { onDisk: false });
      return;
    }
    this.#payloads.set(block.key, payload);
    this.index.place(block, { inMemory: true });
    this.#trim();
  }

  /** A block whose state the native library refused. */
  drop(key: string): void {
    const block = this.index.get(key);
    if (block === undefined) return;
    this.#dropFromDisk(block);
    this.#payloads.delete(key);
    this.index.place(block, { inMemory: false, onDisk: false });
  }

  clear(): void {
    for (const block of [...this.index.values()]) this.drop(block.key);
  }

  /** Until everything written so far is on disk, or known to have failed. */
  flushed(): Promise<void> {
    return this.#writing;
  }

  #writeInBackground(block: Block, payload: Uint8Array): void {
    const { disk, onWarning } = this.#options;
    if (disk === undefined || this.#options.diskBudget < block.bytes) return;
    block.pins++; // its memory is being written from
    this.#writing = this.#writing.then(async () => {
      try {
        if (this.now() < this.#diskPausedUntil || this.index.get(block.key) !== block) return;
        await disk.write(block, payload);
        this.index.place(block, { onDisk: true });
      } catch (error) {
        this.#diskPausedUntil = this.now() + DISK_PAUSE_MILLISECONDS;
        onWarning(`The prompt cache could not be written to disk: ${messageOf(error)}`);
      } finally {
        block.pins--;
        this.#trim();
      }
    });
  }

  /** Back within the budgets. */
  #trim(): void {
    const { memoryBudget, diskBudget } = this.#options;
    for (const block of this.index.expired(this.now())) this.drop(block.key);
    if (this.index.memoryBytes > memoryBudget) {
      for (const block of this.index.leastRecentlyUsed("inMemory")) {
        if (this.index.memoryBytes <= memoryBudget) break;
        this.#payloads.delete(block.key);
        this.index.place(block, { inMemory: false });
      }
    }
    if (this.index.diskBytes > diskBudget) {
      for (const block of this.index.leastRecentlyUsed("onDisk")) {
        if (this.index.diskBytes <= diskBudget) break;
        this.#dropFromDisk(block);
        this.index.place(block, { onDisk: false });
      }
    }
  }

  #dropFromDisk(block: Block): void {
    if (!block.onDisk) return;
    void this.#options.disk?.remove(block.key).catch((error: unknown) => {
      this.#options.onWarning(`A file of the prompt cache could not be removed: ${messageOf(error)}`);
    });
  }
}

function messageOf(error: unknown): string {
  // The code alone: the message would name a path.
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
