import type { BlockStore } from "../blocks/block-store.ts";
import type { MemoryAction } from "../memory/memory-action.ts";
import type { RowResult, StepPlan, StepResult } from "./step-plan.ts";

/** The token that follows a token list: any fixed function of the whole list will do. */
export type NextToken = (tokens: readonly number[], choice: number) => number;

/**
 * For tests: a KV cache made of plain arrays and a model that is a function. It carries plans out
 * as the real device must, and throws when a plan relies on something the cache does not hold.
 */
export class SimulatedDevice {
  readonly #slots = new Map<number, number[]>();
  readonly #next: NextToken;
  readonly #blocks: BlockStore | undefined;
  computedTokens = 0;
  /** As if every saved state were of another kind. */
  refuseRestores = false;

  constructor(next: NextToken, blocks?: BlockStore) {
    this.#next = next;
    this.#blocks = blocks;
  }

  run(plan: StepPlan, milliseconds = 10, interrupted = false): StepResult {
    const refused = new Set<number>();
    for (const action of plan.actions) this.#carryOut(action, refused);
    if (interrupted) return { rows: [], refused, milliseconds, interrupted };
    const rows = plan.rows.map((row): RowResult => {
      const slot = this.#slots.get(row.slot) ?? [];
      this.#slots.set(row.slot, slot);
      if (slot.length !== row.from) throw new Error(`slot ${row.slot} holds ${slot.length}, not ${row.from}`);
      for (let index = 0; index < row.from; index++) {
        if (slot[index] !== row.sequence.tokens.at(index))
          throw new Error(`slot ${row.slot} holds foreign tokens`);
      }
      slot.push(...row.sequence.tokens.slice(row.from, row.to));
      this.computedTokens += row.to - row.from;
      if (!row.samples) return { tokens: [], acceptedDraft: 0 };
      const tokens = [this.#next(slot, row.sequence.choice)];
      let acceptedDraft = 0;
      for (const [index, token] of row.draft.entries()) {
        slot.push(token);
        if (acceptedDraft < index || tokens.at(-1) !== token) continue;
        acceptedDraft++;
        tokens.push(this.#next(slot, row.sequence.choice));
      }
      return { tokens, acceptedDraft };
    });
    return { rows, refused, milliseconds };
  }

  #carryOut(action: MemoryAction, refused: Set<number>): void {
    if (action.kind === "share") {
      const source = this.#slots.get(action.source) ?? [];
      if (source.length < action.length) throw new Error("a slot shares what it does not hold");
      if ((this.#slots.get(action.target)?.length ?? 0) > 0)
        throw new Error("a slot is shared into while in use");
      this.#slots.set(action.target, source.slice(0, action.length));
    } else if (action.kind === "save") {
      const { from, tokens } = action.block;
      const saved = (this.#slots.get(action.slot) ?? []).slice(from, from + tokens.length);
      if (saved.join() !== tokens.join()) throw new Error("a block is saved that the slot does not hold");
      this.#blocks?.put(action.block, new Uint8Array(tokens.slice().buffer));
    } else if (action.kind === "restore") {
      this.#restore(action, refused);
    } else {
      const slot = this.#slots.get(action.slot) ?? [];
      this.#slots.set(action.slot, slot.slice(0, action.length));
    }
  }

  #restore(action: Extract<MemoryAction, { kind: "restore" }>, refused: Set<number>): void {
    if (refused.has(action.slot)) return;
    const slot = this.#slots.get(action.slot) ?? [];
    this.#slots.set(action.slot, slot);
    if (slot.length !== action.from) throw new Error("a block is restored in the wrong place");
    const block = this.#blocks?.index.get(action.key);
    const payload = this.#blocks?.payload(action.key);
    if (block === undefined || payload === undefined || this.refuseRestores) {
      refused.add(action.slot);
      return;
    }
    const tokens = new Int32Array(payload.slice().buffer);
    slot.push(...tokens.subarray(action.from - block.from, action.to - block.from));
  }
}
