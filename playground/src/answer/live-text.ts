import { MarkdownParts } from "../markdown/markdown-parts.ts";

/**
 * Text that grows many times a second. Whoever shows it is told some twenty times a second at most,
 * so a fast stream costs the page no more than a slow one.
 */
export class LiveText {
  /** As of the last time that listeners were told. */
  readonly parts = new MarkdownParts();
  #all: string[] = [];
  #new: string[] = [];
  #scheduled = false;
  readonly #listeners = new Set<() => void>();
  readonly #later: (then: () => void) => void;

  constructor(later: (then: () => void) => void = atLaterFrame) {
    this.#later = later;
  }

  append(piece: string): void {
    this.#new.push(piece);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#later(() => {
      this.#scheduled = false;
      this.#take();
      for (const listener of this.#listeners) listener();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Everything, what nobody was told of yet included; nothing comes after it. */
  end(): string {
    this.#take();
    this.parts.end();
    return this.#all.join("");
  }

  #take(): void {
    if (this.#new.length === 0) return;
    const text = this.#new.join("");
    this.#new = [];
    this.#all.push(text);
    this.parts.append(text);
  }
}

/** Reading does not get smoother above this rate, and the model needs the processor as well. */
const INTERVAL_MILLISECONDS = 40;

/** Frames stop in a hidden tab, where nobody looks but text still has to be counted. */
function atLaterFrame(then: () => void): void {
  if (document.hidden) setTimeout(then, 250);
  else setTimeout(() => requestAnimationFrame(then), INTERVAL_MILLISECONDS);
}
