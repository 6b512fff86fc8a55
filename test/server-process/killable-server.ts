import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ServerOptions } from "../../src/api/index.ts";
import type { StoreLocation } from "../../src/store/index.ts";

export interface ServerArguments {
  readonly location: StoreLocation;
  readonly blobs: string;
  readonly weights: string;
  /** Of its weights, so that answers tell by `system_fingerprint` which server gave them. */
  readonly name?: string;
  /** Logs nothing: where errors are what the test provokes. */
  readonly isQuiet?: boolean;
  /** Lines of batches at work at once. */
  readonly concurrency?: number;
  readonly rateLimits?: NonNullable<ServerOptions["rateLimits"]>;
}

/** A server process, and the engine process below it. */
export class KillableServer {
  readonly #child: ChildProcess;
  readonly url: string;
  #engine: number | undefined;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(parameters: ServerArguments): Promise<KillableServer> {
    const program = fileURLToPath(new URL("./server-process.ts", import.meta.url));
    const child = spawn(process.execPath, [program, JSON.stringify(parameters)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout! });
    const { promise: url, resolve } = Promise.withResolvers<string>();
    let server: KillableServer | undefined;
    let engine: number | undefined;
    lines.on("line", (line) => {
      const [word, value = ""] = line.split(" ");
      if (word === "url") resolve(value);
      else engine = Number(value);
      if (server !== undefined) server.#engine = engine;
    });
    server = new KillableServer(child, await url);
    server.#engine = engine;
    return server;
  }

  /** Twice does no harm. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  /** False where no engine has been heard of yet. */
  killEngine(): boolean {
    if (this.#engine === undefined) return false;
    try {
      process.kill(this.#engine, "SIGKILL");
    } catch {
      return false; // it has ended already
    }
    this.#engine = undefined;
    return true;
  }
}
