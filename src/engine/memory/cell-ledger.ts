/**
 * Which slots (llama.cpp sequences) hold which cells of the unified KV cache, counted exactly.
 *
 * A run is a row of cells computed by one slot. Others may share its beginning; each holder takes
 * a leading part of it:
 *
 *   run       [ c0 c1 c2 c3 c4 c5 ]      cells in use = the longest part taken
 *   slot 3      ─────────────────┤ 6
 *   slot 7      ────────┤ 3               then its own run [ d0 d1 … ]
 *
 * When the holder of the longest part lets go, the tail that nobody else takes is free again,
 * which is what `llama_memory_seq_rm` does to the cells themselves.
 */
interface Run {
  readonly taken: Map<number, number>;
  length: number;
}

export class CellLedger {
  readonly total: number;
  #used = 0;
  readonly #slots = new Map<number, Run[]>();

  constructor(total: number) {
    this.total = total;
  }

  get used(): number {
    return this.#used;
  }

  get free(): number {
    return this.total - this.#used;
  }

  /** Tokens the slot holds. */
  length(slot: number): number {
    let length = 0;
    for (const run of this.#slots.get(slot) ?? []) length += run.taken.get(slot)!;
    return length;
  }

  /** Cells in use by at least one of the slots that qualify. */
  heldBy(qualifies: (slot: number) => boolean): number {
    const runs = new Map<Run, number>();
    for (const [slot, held] of this.#slots) {
      if (!qualifies(slot)) continue;
      for (const run of held) runs.set(run, Math.max(runs.get(run) ?? 0, run.taken.get(slot)!));
    }
    return runs.values().reduce((sum, cells) => sum + cells, 0);
  }

  append(slot: number, count: number): void {
    if (count > this.free) throw new RangeError(`${count} cells wanted, ${this.free} free`);
    if (count === 0) return;
    const runs = this.#slots.get(slot) ?? [];
    this.#slots.set(slot, runs);
    const last = runs.at(-1);
    const taken = last?.taken.get(slot);
    if (last !== undefined && taken === last.length) {
      last.length += count;
      last.taken.set(slot, last.length);
    } else {
      runs.push({ taken: new Map([[slot, count]]), length: count });
    }
    this.#used += count;
  }

  /** Lets the empty slot `target` share the first `length` tokens of `source`. Costs no cells. */
  share(source: number, target: number, length: number): void {
    if (this.length(target) > 0) throw new RangeError(`slot ${target} is not empty`);
    if (length > this.length(source)) throw new RangeError(`slot ${source} is shorter than ${length}`);
    const shared: Run[] = [];
    let left = length;
    for (const run of this.#slots.get(source) ?? []) {
      if (left === 0) break;
      const part = Math.min(left, run.taken.get(source)!);
      run.taken.set(target, part);
      shared.push(run);
      left -= part;
    }
    if (shared.length > 0) this.#slots.set(target, shared);
  }

  /** Drops the slot's tokens from `length` on. */
  truncate(slot: number, length: number): void {
    const runs = this.#slots.get(slot);
    if (runs === undefined) return;
    let kept = 0;
    const left: Run[] = [];
    for (const run of runs) {
      const part = Math.min(run.taken.get(slot)!, length - kept);
      kept += part;
      if (part > 0) {
        run.taken.set(slot, part);
        left.push(run);
      } else {
        run.taken.delete(slot);
      }
      const longest = longestPart(run);
      this.#used -= run.length - longest;
      run.length = longest;
    }
    if (left.length > 0) this.#slots.set(slot, left);
    else this.#slots.delete(slot);
  }

  release(slot: number): void {
    this.truncate(slot, 0);
  }

  /** Throws when the books do not balance. */
  checkIntegrity(): void {
    const runs = new Set<Run>();
    for (const [slot, held] of this.#slots) {
      for (const run of held) {
        runs.add(run);
        if (!run.taken.has(slot)) throw new Error(`slot ${slot} lists a run that does not know it`);
      }
    }
    let used = 0;
    for (const run of runs) {
      if (run.length !== longestPart(run)) throw new Error("a run is longer than its longest holder");
      for (const slot of run.taken.keys()) {
        if (!this.#slots.get(slot)?.includes(run)) throw new Error(`a run names slot ${slot} in vain`);
      }
      used += run.length;
    }
    if (used !== this.#used) throw new Error(`${this.#used} cells booked as used, ${used} counted`);
    if (used > this.total) throw new Error(`${used} cells used of ${this.total}`);
  }
}

function longestPart(run: Run): number {
  let longest = 0;
  for (const part of run.taken.values()) if (part > longest) longest = part;
  return longest;
}
