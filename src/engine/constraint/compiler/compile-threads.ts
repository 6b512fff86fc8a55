import { Worker } from "node:worker_threads";
import { computesFor } from "../../computes-for.ts";
import type { ConstraintSource } from "../../generate-request.ts";
import type { Automaton } from "../automaton/automaton.ts";
import { ConstraintError } from "../constraint-error.ts";
import type { CompileReply } from "./compile-thread.ts";

export interface CompileLimits {
  readonly threads: number;
  /** Of computing, for one constraint. */
  readonly milliseconds: number;
  readonly heapMegabytes: number;
}

interface Job {
  readonly source: ConstraintSource;
  readonly resolve: (automaton: Automaton) => void;
  readonly reject: (error: ConstraintError) => void;
}

/**
 * Compiles constraints away from the engine's loop. A thread that takes too long or too much is
 * ended and replaced. The first starts at once, so that the first request need not wait for it, the
 * others when they are needed; none keeps the process alive.
 */
export class CompileThreads implements Disposable {
  readonly #limits: CompileLimits;
  readonly #waiting: Job[] = [];
  readonly #idle: Worker[] = [];
  readonly #all = new Map<Worker, Job | undefined>();
  #isDisposed = false;

  constructor(limits: CompileLimits) {
    this.#limits = limits;
    const first = this.#start();
    if (first !== undefined) this.#release(first);
  }

  /** Rejects with ConstraintError. */
  compile(source: ConstraintSource): Promise<Automaton> {
    return new Promise((resolve, reject) => {
      if (this.#isDisposed) {
        reject(stopped());
        return;
      }
      this.#waiting.push({ source, resolve, reject });
      this.#assign();
    });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const job of [...this.#waiting.splice(0), ...this.#all.values()]) job?.reject(stopped());
    for (const worker of this.#all.keys()) void worker.terminate();
    this.#all.clear();
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? this.#start();
      if (worker === undefined) return;
      this.#run(worker, this.#waiting.shift()!);
    }
  }

  #run(worker: Worker, job: Job): void {
    this.#all.set(worker, job);
    worker.ref();
    const settled = new AbortController();
    const settle = (reply: CompileReply, isUsable: boolean) => {
      if (settled.signal.aborted) return;
      settled.abort();
      worker.off("message", answered).off("error", broken).off("exit", broken);
      if (isUsable) this.#release(worker);
      else this.#discard(worker);
      if (reply.ok) job.resolve(reply.automaton);
      else job.reject(new ConstraintError(reply.message, reply.part));
      this.#assign();
    };
    const answered = (reply: CompileReply) => settle(reply, true);
    const broken = () => settle({ ok: false, message: "The constraint is too large to be compiled." }, false);
    const late = () => settle({ ok: false, message: "The constraint takes too long to compile." }, false);
    worker.on("message", answered).on("error", broken).on("exit", broken);
    // It rejects when the job has been settled, or the thread is gone, which is told as an exit.
    computesFor(worker, this.#limits.milliseconds, settled.signal).then(late, () => undefined);
    worker.postMessage(job.source);
  }

  #release(worker: Worker): void {
    worker.unref();
    this.#all.set(worker, undefined);
    this.#idle.push(worker);
  }

  #discard(worker: Worker): void {
    this.#all.delete(worker);
    void worker.terminate();
  }

  #start(): Worker | undefined {
    if (this.#all.size >= this.#limits.threads) return undefined;
    const name = import.meta.url.endsWith(".ts") ? "./compile-thread.ts" : "./compile-thread.js";
    const worker = new Worker(new URL(name, import.meta.url), {
      env: {},
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMegabytes, stackSizeMb: 4 },
    });
    // An error that ends the thread between two jobs must not end the process.
    worker.on("error", () => undefined);
    worker.once("exit", () => {
      this.#all.delete(worker);
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    this.#all.set(worker, undefined);
    return worker;
  }
}

function stopped(): ConstraintError {
  return new ConstraintError("The engine is stopping.");
}
