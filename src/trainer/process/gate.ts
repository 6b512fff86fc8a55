/** Thrown where work that waits at the gate is not to go on at all. */
export class Cancelled extends Error {
  constructor() {
    super("the training was cancelled");
    this.name = "Cancelled";
  }
}

/** Thrown where work that waits at the gate is to be left as it is, and gone on with another time. */
export class Suspended extends Error {
  constructor() {
    super("the training was suspended");
    this.name = "Suspended";
  }
}

/** Between the parts of a computation, some tenths of a second each, work stops here while it must. */
export class Gate {
  readonly #closedBy = new Set<"pause" | "serving">();
  readonly #onPaused: (paused: boolean) => void;
  #end: Cancelled | Suspended | undefined;
  #told = false;
  #open: (() => void) | undefined;

  constructor(onPaused: (paused: boolean) => void) {
    this.#onPaused = onPaused;
  }

  set(reason: "pause" | "serving", closed: boolean): void {
    if (closed) this.#closedBy.add(reason);
    else this.#closedBy.delete(reason);
    if (this.#closedBy.size === 0) this.#open?.();
  }

  /** From now on nothing passes. */
  end(reason: Cancelled | Suspended): void {
    this.#end = reason;
    this.#open?.();
  }

  async pass(): Promise<void> {
    while (this.#closedBy.size > 0 && this.#end === undefined) {
      this.#tell(this.#closedBy.has("pause"));
      await new Promise<void>((resolve) => {
        this.#open = resolve;
      });
    }
    if (this.#end !== undefined) throw this.#end;
    this.#tell(false);
  }

  #tell(paused: boolean): void {
    if (paused === this.#told) return;
    this.#told = paused;
    this.#onPaused(paused);
  }
}
