import { Worker } from "node:worker_threads";
import { computesFor } from "../../engine/index.ts";
import type { TemplateInput } from "./render-template.ts";
import type { TemplateReply, TemplateRequest } from "./template-worker.ts";

/** A template that is too large, too slow, or fails on what it was given. */
export class TemplateFailure extends Error {
  override readonly name = "TemplateFailure";
  /** Whether the template was ended for what it took: trying it again would take as much. */
  readonly isExhausted: boolean;

  constructor(message: string, isExhausted = false) {
    super(message);
    this.isExhausted = isExhausted;
  }
}

export interface SandboxLimits {
  readonly sourceCharacters: number;
  readonly outputCharacters: number;
  /** Of computing, for one render. */
  readonly milliseconds: number;
  readonly heapMegabytes: number;
}

/** The largest public templates have 20,000 characters and render in a few milliseconds. */
const LIMITS: SandboxLimits = {
  sourceCharacters: 262_144,
  outputCharacters: 16_777_216,
  milliseconds: 2_000,
  heapMegabytes: 128,
};

/**
 * Runs one chat template, which comes with downloaded weights and is trusted with nothing, in a
 * thread that is ended when it takes too long or too much. The thread starts with the first render
 * and keeps no process alive.
 */
export class TemplateSandbox {
  readonly #source: string;
  readonly #limits: SandboxLimits;
  #worker: Promise<Worker> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: string, limits: Partial<SandboxLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    if (source.length > this.#limits.sourceCharacters) throw new TemplateFailure("it is too large");
    this.#source = source;
  }

  /** Renders are answered one after the other. Rejects with a {@link TemplateFailure}. */
  render(input: TemplateInput): Promise<string> {
    const result = this.#last.then(() => this.#renderNow(input));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await (await this.#worker)?.terminate();
  }

  async #renderNow(input: TemplateInput): Promise<string> {
    this.#worker ??= this.#start();
    const worker = await this.#worker.catch(() => {
      this.#worker = undefined;
      throw new TemplateFailure("its thread did not start");
    });
    const reply = await this.#exchange(worker, {
      ...input,
      source: this.#source,
      maximumCharacters: this.#limits.outputCharacters,
    });
    if (!reply.ok) throw new TemplateFailure(reply.message, reply.isExhausted ?? false);
    return reply.text;
  }

  #exchange(worker: Worker, request: TemplateRequest): Promise<TemplateReply> {
    return new Promise((resolve) => {
      const settled = new AbortController();
      const settle = (reply: TemplateReply) => {
        if (settled.signal.aborted) return;
        settled.abort();
        worker.off("message", settle).off("error", broken).off("exit", broken);
        resolve(reply);
      };
      const broken = () => settle({ ok: false, message: "it used too much memory", isExhausted: true });
      const late = () => {
        this.#worker = undefined;
        settle({ ok: false, message: "it took too long", isExhausted: true });
        void worker.terminate();
      };
      worker.on("message", settle).on("error", broken).on("exit", broken);
      // It rejects when the render has been settled, or the thread is gone, which is told as an exit.
      computesFor(worker, this.#limits.milliseconds, settled.signal).then(late, () => undefined);
      worker.postMessage(request);
    });
  }

  #start(): Promise<Worker> {
    const name = import.meta.url.endsWith(".ts") ? "./template-worker.ts" : "./template-worker.js";
    const worker = new Worker(new URL(name, import.meta.url), {
      env: {},
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMegabytes, stackSizeMb: 4 },
    });
    // An error that ends the thread between two renders must not end the process.
    worker.on("error", () => undefined);
    const started = new Promise<Worker>((resolve, reject) => {
      // Its first message says that it is loaded; only from then on does time count.
      worker.once("message", () => {
        worker.unref();
        resolve(worker);
      });
      worker.once("error", reject);
    });
    worker.once("exit", () => {
      if (this.#worker === started) this.#worker = undefined;
    });
    return started;
  }
}
