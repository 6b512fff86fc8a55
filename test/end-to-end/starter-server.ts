import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
/** Weights are fetched once a checkout; FOURONE_TEST_HOME shares them between checkouts. */
export const testHome = process.env.FOURONE_TEST_HOME ?? join(root, ".cache/test-home");

/** What configures the tests, or whoever runs them, is not for the server. */
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("FOURONE_")),
);

export interface StarterServer {
  /** Base URL with `/v1`. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Asks it to stop as a terminal would, and gives its exit status. */
  stop(): Promise<number | null>;
}

/** Starts the real server, as `npm start` does, and waits for its ready line. */
export async function startStarterServer(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<StarterServer> {
  const child = spawn(process.execPath, ["src/main.ts", "serve", "--port", "0", ...args], {
    cwd: root,
    env: { ...inherited, FOURONE_HOME: testHome, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /ready.*?(http:\/\/\S+\/v1)/i.exec(output);
      if (ready?.[1] !== undefined) resolve(ready[1]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void exited.then((code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  return {
    url,
    process: child,
    output: () => output,
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
}
