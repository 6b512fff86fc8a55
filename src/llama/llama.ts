import { type DeviceInfo, listDevices } from "./device-info.ts";
import { locateLibraries } from "./library-directory.ts";
import { LlamaError } from "./llama-error.ts";
import { loadNativeLibrary, type NativeLibrary } from "./native-library.ts";
import { type LogListener, NativeLog } from "./native-log.ts";

export interface OpenLlamaOptions {
  /** Folder of the native libraries, instead of the installed npm package's. */
  readonly directory?: string;
  /** Receives the library's log while models, contexts and adapters are made. Silent by default. */
  readonly onLog?: LogListener;
}

/** The loaded native library, one for the process. */
export class Llama {
  readonly version: string;
  readonly systemInfo: string;
  /** Whether some device computes asynchronously, so that results must be waited for. */
  readonly hasAccelerator: boolean;
  /** For this room only. */
  readonly library: NativeLibrary;
  /** For this room only. */
  readonly log: NativeLog;

  constructor(library: NativeLibrary, onLog?: LogListener) {
    this.library = library;
    this.log = new NativeLog(library, onLog);
    this.version = library.version();
    this.systemInfo = library.systemInfo();
    this.hasAccelerator = this.devices().some(({ kind }) => kind === "gpu" || kind === "integrated-gpu");
  }

  /** The devices and how much of their memory is free at this moment. */
  devices(): DeviceInfo[] {
    return listDevices(this.library);
  }
}

let opened: { readonly llama: Llama; readonly directory: string } | undefined;

/**
 * Loads llama.cpp. Later calls give the same object; the library cannot be loaded twice.
 *
 * @throws LlamaError `library-missing` or `library-incompatible`.
 */
export function openLlama(options: OpenLlamaOptions = {}): Llama {
  if (opened !== undefined) {
    if (options.directory !== undefined && options.directory !== opened.directory)
      throw new LlamaError("library-incompatible", `llama.cpp is already loaded from ${opened.directory}`);
    return opened.llama;
  }
  const files = locateLibraries(options.directory);
  opened = { llama: new Llama(loadNativeLibrary(files), options.onLog), directory: files.directory };
  return opened.llama;
}

/** @throws LlamaError when `openLlama` was not called before. */
export function openedLlama(): Llama {
  if (opened === undefined)
    throw new LlamaError("library-missing", "openLlama must be called before native objects are made");
  return opened.llama;
}
