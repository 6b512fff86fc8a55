import type { BlockIdentity } from "../blocks/block.ts";
import type { PrefixCache } from "../prefix-cache/prefix-cache.ts";
import type { TokenList } from "../token-list.ts";
import { CellLedger } from "./cell-ledger.ts";
import type { MemoryAction } from "./memory-action.ts";

export interface SequenceMemoryOptions {
  /** Tokens the KV cache can hold in all. */
  readonly cells: number;
  /** Sequences it can tell apart. */
  readonly slots: number;
  /**
   * Whether the weights allow any prefix of a sequence to be shared. Recurrent state cannot be cut
   * at a chosen token, so there nothing is shared and nothing kept.
   */
  readonly sharing: boolean;
  readonly cache: PrefixCache;
  /**
   * Whether the native cache can go on behind the slot's first `length` tokens. Layers with a sliding
   * window reuse the cells that the end of a sequence no longer sees, but a part of it would.
   */
  readonly isIntact?: (slot: number, length: number) => boolean;
}

interface Slot {
  readonly space: string;
  readonly tokens: TokenList;
  /** When it fell idle, in the order of such events; absent while a sequence runs in it. */
  idleSince: number | undefined;
}

export interface CachedPrefix {
  readonly slot: number;
  readonly length: number;
}

/**
 * Who holds which part of the KV cache. Slots of finished sequences stay as cached prefixes until
 * their cells or their slot are needed. Pure: it records what is to be done natively as actions.
 */
export class SequenceMemory {
  readonly #options: SequenceMemoryOptions;
  readonly #ledger: CellLedger;
  readonly #cache: PrefixCache;
  readonly #slots = new Map<number, Slot>();
  readonly #freeSlots: number[];
  #actions: MemoryAction[] = [];
  /** Which slot has natively what this one is about to share. */
  readonly #sources = new Map<number, number>();
  #idleClock = 0;

  constructor(options: SequenceMemoryOptions) {
    this.#options = options;
    this.#ledger = new CellLedger(options.cells);
    this.#cache = options.cache;
    this.#freeSlots = Array.from({ length: options.slots }, (_, index) => options.slots - 1 - index);
  }

  get sharing(): boolean {
    return this.#options.sharing;
  }

  get cells(): { readonly total: number; readonly active: number; readonly cached: number } {
    const { used } = this.#ledger;
    const active = this.#ledger.heldBy((slot) => this.#slots.get(slot)?.idleSince === undefined);
    return { total: this.#ledger.total, active, cached: used - active };
  }

  /** The longest prefix that a new sequence could share. */
  longestPrefix(space: string, tokens: TokenList, limit: number): CachedPrefix | undefined {
    if (!this.#options.sharing) return undefined;
    const match = this.#cache.longestPrefix(space, tokens, limit);
    if (match === undefined) return undefined;
    const { isIntact = () => true } = this.#options;
    const slot = match.holders.find((holder) => isIntact(this.#sources.get(holder) ?? holder, match.length));
    return slot === undefined ? undefined : { slot, length: match.length };
  }

  /** Opens a slot for a sequence; `undefined` where every slot is running. */
  open(space: string, tokens: TokenList, prefix: CachedPrefix | undefined): number | undefined {
    if (this.#freeSlots.length === 0 && !this.#evict(prefix?.slot))
      return this.#takeOver(space, tokens, prefix);
    const slot = this.#freeSlots.pop()!;
    this.#slots.set(slot, { space, tokens, idleSince: undefined });
    if (prefix !== undefined) {
      this.#ledger.share(prefix.slot, slot, prefix.length);
      this.#actions.push({ kind: "share", source: prefix.slot, target: slot, length: prefix.length });
      this.#sources.set(slot, this.#sources.get(prefix.slot) ?? prefix.slot);
      this.#touch(prefix.slot);
    }
    if (this.#options.sharing) this.#cache.insert(slot, space, tokens, prefix?.length ?? 0);
    return slot;
  }

  /** Frees idle prefixes, least recently used first, until `cells` are free. Never touches `except`. */
  makeRoom(cells: number, except?: number): boolean {
    while (this.#ledger.free < cells) if (!this.#evict(except)) return false;
    return true;
  }

  /**
   * A slot and room for a sequence of `length` tokens that begins with `prefix`, with `reserved`
   * cells left over. Where the prefix's own tail is in the way, the tail goes.
   */
  makePlace(length: number, prefix: CachedPrefix | undefined, reserved: number): boolean {
    const cells = length - (prefix?.length ?? 0) + reserved;
    const idlePrefix = prefix !== undefined && this.#slots.get(prefix.slot)?.idleSince !== undefined;
    if (this.#freeSlots.length === 0 && !this.#evict(prefix?.slot) && !idlePrefix) return false;
    if (this.makeRoom(cells, prefix?.slot)) return true;
    if (!idlePrefix) return false;
    this.#shorten(prefix.slot, prefix.length);
    return this.makeRoom(cells, prefix.slot);
  }

  /** Books cells that the coming decode will fill. Call {@link makeRoom} first. */
  grow(slot: number, count: number): void {
    this.#ledger.append(slot, count);
  }

  /** Orders positions `from` to `to`, which the slot holds, to be saved as this block. */
  save(slot: number, block: BlockIdentity, from: number, to: number): void {
    this.#actions.push({ kind: "save", slot, block, from, to });
  }

  /** Orders positions `from` to `to` to be taken from a saved block. Call {@link makeRoom} first. */
  restore(slot: number, key: string, from: number, to: number): void {
    this.#ledger.append(slot, to - from);
    this.#actions.push({ kind: "restore", slot, key, from, to });
  }

  /** The slot's first `length` tokens are computed: others may share them. */
  publish(slot: number, length: number): void {
    if (this.#options.sharing) this.#cache.extend(slot, length);
  }

  /** Cuts off what a rejected draft left behind. Published tokens are never cut. */
  truncate(slot: number, length: number): void {
    if (this.#ledger.length(slot) <= length) return;
    this.#ledger.truncate(slot, length);
    this.#actions.push({ kind: "truncate", slot, length });
  }

  /** The sequence no longer runs. Its first `length` tokens stay cached while there is room. */
  close(slot: number, length: number): void {
    if (!this.#options.sharing || length === 0) {
      this.#release(slot);
      return;
    }
    this.truncate(slot, length);
    this.publish(slot, length);
    this.#slots.get(slot)!.idleSince = this.#idleClock++;
    for (const covered of this.#cache.coveredBy(slot)) {
      if (this.#slots.get(covered)?.idleSince !== undefined) this.#release(covered);
    }
  }

  /** Forgets every idle prefix. */
  clear(): void {
    while (this.#evict());
  }

  takeActions(): MemoryAction[] {
    const actions = this.#actions;
    this.#actions = [];
    this.#sources.clear();
    return actions;
  }

  /** Tokens booked for the slot. */
  length(slot: number): number {
    return this.#ledger.length(slot);
  }

  checkIntegrity(): void {
    this.#ledger.checkIntegrity();
    this.#cache.checkIntegrity();
    if (this.#slots.size + this.#freeSlots.length !== this.#options.slots) throw new Error("a slot is lost");
    if (this.#options.sharing && this.#cache.size !== this.#slots.size)
      throw new Error("cache and slots differ");
    for (const free of this.#freeSlots) {
      if (this.#slots.has(free) || this.#ledger.length(free) > 0) throw new Error(`slot ${free} is not free`);
    }
  }

  /** Goes on in the very slot that holds the prefix, for want of another. */
  #takeOver(space: string, tokens: TokenList, prefix: CachedPrefix | undefined): number | undefined {
    if (prefix === undefined || this.#slots.get(prefix.slot)?.idleSince === undefined) return undefined;
    this.#shorten(prefix.slot, prefix.length);
    this.#cache.remove(prefix.slot);
    this.#cache.insert(prefix.slot, space, tokens, prefix.length);
    this.#slots.set(prefix.slot, { space, tokens, idleSince: undefined });
    return prefix.slot;
  }

  #shorten(slot: number, length: number): void {
    const { space, tokens } = this.#slots.get(slot)!;
    this.#cache.remove(slot);
    this.truncate(slot, length);
    this.#cache.insert(slot, space, tokens, length);
  }

  #touch(slot: number): void {
    const state = this.#slots.get(slot)!;
    if (state.idleSince !== undefined) state.idleSince = this.#idleClock++;
  }

  #evict(except?: number): boolean {
    let oldest: number | undefined;
    let since = Number.POSITIVE_INFINITY;
    for (const [id, slot] of this.#slots) {
      if (id === except || slot.idleSince === undefined || slot.idleSince >= since) continue;
      oldest = id;
      since = slot.idleSince;
    }
    if (oldest === undefined) return false;
    this.#release(oldest);
    return true;
  }

  #release(slot: number): void {
    this.truncate(slot, 0);
    if (this.#options.sharing) this.#cache.remove(slot);
    this.#slots.delete(slot);
    this.#freeSlots.push(slot);
  }
}
