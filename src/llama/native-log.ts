import koffi from "koffi";
import type { Pointer } from "./native-function.ts";
import type { NativeLibrary } from "./native-library.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogListener = (level: LogLevel, text: string) => void;

const levels: Readonly<Record<number, LogLevel>> = { 1: "debug", 2: "info", 3: "warn", 4: "error" };

/** Lines begin with the native function they come from. */
const nameOfFunction = /^\w+: /;

const callbackType = koffi.pointer(koffi.proto("void", ["int32_t", "str", "void *"]));

/** Lines logged while it is open; close it with `using`. */
export interface LogCapture extends Disposable {
  /** The library's first complaint, which is the closest to the cause, or the given words without one. */
  reason(otherwise: string): string;
}

/**
 * The library's log, which is one for the whole process.
 *
 * A JavaScript callback may only be called where the main thread is the caller or is free to run it.
 * That holds while models, contexts, adapters and quantized files are made: those calls log from the
 * thread they were made on. It does not hold for compute threads, so that outside of a capture every
 * line goes to a native function which drops it.
 */
export class NativeLog {
  readonly #library: Pick<NativeLibrary, "setLog" | "ignoreLog">;
  readonly #listener: LogListener | undefined;
  readonly #captures = new Set<(level: LogLevel, text: string) => void>();
  readonly #callback: Pointer;
  #lastLevel: LogLevel = "info";

  constructor(library: Pick<NativeLibrary, "setLog" | "ignoreLog">, listener?: LogListener) {
    this.#library = library;
    this.#listener = listener;
    this.#callback = koffi.register(this.#receive, callbackType);
  }

  capture(onLine?: (text: string) => void): LogCapture {
    let complaint: string | undefined;
    const receive = (level: LogLevel, text: string) => {
      onLine?.(text);
      if (level === "error") complaint ??= text.replace(nameOfFunction, "");
    };
    if (this.#captures.size === 0) this.#library.setLog(this.#callback, null);
    this.#captures.add(receive);
    return {
      reason: (otherwise) => complaint ?? otherwise,
      [Symbol.dispose]: () => {
        if (this.#captures.delete(receive) && this.#captures.size === 0)
          this.#library.setLog(this.#library.ignoreLog, null);
      },
    };
  }

  readonly #receive = (nativeLevel: number, line: string | null): void => {
    const text = line?.trim();
    if (!text) return;
    // An unknown level means that the line goes on where the one before it stopped.
    this.#lastLevel = levels[nativeLevel] ?? this.#lastLevel;
    for (const receive of this.#captures) receive(this.#lastLevel, text);
    this.#listener?.(this.#lastLevel, text);
  };
}
