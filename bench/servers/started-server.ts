import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { commandLine } from "../report/command-line.ts";

export interface StartOptions {
  readonly label: string;
  readonly executable: string;
  readonly flags: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  /** Answers 200 once the server can work. */
  readonly readyUrl: string;
  /** Removes what was made for this server, once it is stopped for good. */
  readonly cleanUp?: () => Promise<void>;
}

/** The first start of Fourone may have to fetch and convert weights. */
const READY_MILLISECONDS = 30 * 60_000;
const POLL_MILLISECONDS = 50;
/** Longer than Fourone lets running answers go on after it was asked to stop. */
const STOP_MILLISECONDS = 30_000;
/** What is kept of a server's output, to be shown where it ends unasked. */
const OUTPUT_CHARACTERS = 4_000;

/** A server process that belongs to the bench. */
export class StartedServer {
  readonly #options: StartOptions;
  #child: ChildProcess;
  #output = "";
  #stopped = false;
  #ended: Promise<void>;

  private constructor(options: StartOptions) {
    this.#options = options;
    this.#child = this.#spawn();
    this.#ended = ended(this.#child);
  }

  /** @throws Error with the end of its output where the server ends before it is ready. */
  static async start(options: StartOptions): Promise<StartedServer> {
    const server = new StartedServer(options);
    running.add(server);
    await server.#ready();
    return server;
  }

  /** What to type to start the same server by hand. */
  get command(): string {
    const { executable, flags, environment = {} } = this.#options;
    const settings = Object.entries(environment).map(([name, value]) => `${name}=${commandLine([value])} `);
    return settings.join("") + commandLine([executable, ...flags]);
  }

  /** Ends the process and starts it anew at the same address. */
  async restart(): Promise<void> {
    await this.#end();
    if (this.#stopped) throw new Error(`${this.#options.label} was stopped`);
    this.#child = this.#spawn();
    this.#ended = ended(this.#child);
    await this.#ready();
  }

  async stop(): Promise<void> {
    running.delete(this);
    this.#stopped = true;
    await this.#end();
    await this.#options.cleanUp?.();
  }

  #spawn(): ChildProcess {
    const { executable, flags, environment, workingFolder } = this.#options;
    const child = spawn(executable, [...flags], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      ...(workingFolder !== undefined && { cwd: workingFolder }),
    });
    const keep = (text: Buffer) => {
      this.#output = (this.#output + text.toString()).slice(-OUTPUT_CHARACTERS);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.on("error", (error) => keep(Buffer.from(error.message)));
    return child;
  }

  async #ready(): Promise<void> {
    const { label, readyUrl } = this.#options;
    const end = this.#ended.then(() => true);
    const deadline = Date.now() + READY_MILLISECONDS;
    while (Date.now() < deadline) {
      const response = await fetch(readyUrl).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.status === 200) return;
      if (await Promise.race([end, pause(POLL_MILLISECONDS, false)])) {
        throw new Error(`${label} ended while it started:\n${this.#output}`);
      }
    }
    throw new Error(`${label} was not ready in time:\n${this.#output}`);
  }

  async #end(): Promise<void> {
    this.#child.kill("SIGTERM");
    const killer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MILLISECONDS);
    await this.#ended;
    clearTimeout(killer);
  }
}

const running = new Set<StartedServer>();

/** Ends every server that was started and not stopped, however the bench itself ended. */
export async function stopStartedServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()));
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}
