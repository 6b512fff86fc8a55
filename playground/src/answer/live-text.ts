/**
 * Text that grows many times a second. Whoever shows it is told once a frame at most, so a fast
 * stream costs the page no more than a slow one.
 */
export class LiveText {
  #pieces: string[] = [];
  #text = "";
  #scheduled = false;
  readonly #listeners = new Set<() => void>();
  readonly #nextFrame: (then: () => void) => void;

  constructor(nextFrame: (then: () => void) => void = atNextFrame) {
    this.#nextFrame = nextFrame;
  }

  append(piece: string): void {
    this.#pieces.push(piece);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#nextFrame(() => {
      this.#scheduled = false;
      this.#join();
      for (const listener of this.#listeners) listener();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** As of the last frame. */
  readonly current = (): string => this.#text;

  /** Everything, what came since the last frame included. */
  whole(): string {
    this.#join();
    return this.#text;
  }

  #join(): void {
    if (this.#pieces.length === 0) return;
    this.#text += this.#pieces.join("");
    this.#pieces = [];
  }
}

/** Frames stop in a hidden tab, where nobody looks but text still has to be counted. */
function atNextFrame(then: () => void): void {
  if (document.hidden) setTimeout(then, 250);
  else requestAnimationFrame(then);
}
