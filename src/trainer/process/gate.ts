/** Thrown where work that waits at the gate is not to go on at all. */
export class Cancelled extends Error {
  constructor() {
    super("the training was cancelled");
    this.name = "Cancelled";
  }
}

/** Between the parts of a computation, some tenths of a second each, work stops here while it must. */
export class Gate {
  readonly #closedBy = new Set<"pause" | "serving">();
  readonly #onPaused: (paused: boolean) => void;
  #cancelled = false;
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

  cancel(): void {
    this.#cancelled = true;
    this.#open?.();
  }

  async pass(): Promise<void> {
    while (this.#closedBy.size > 0 && !this.#cancelled) {
      this.#tell(this.#closedBy.has("pause"));
      await new Promise<void>((resolve) => {
        this.#open = resolve;
      });
    }
    if (this.#cancelled) throw new Cancelled();
    this.#tell(false);
  }

  #tell(paused: boolean): void {
    if (paused === this.#told) return;
    this.#told = paused;
    this.#onPaused(paused);
  }
}
