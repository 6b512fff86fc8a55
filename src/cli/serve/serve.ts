import pino from "pino";
import type { Config } from "../../config/index.ts";
import { showPullProgress } from "../pull-progress.ts";
import { readyLine } from "./ready-line.ts";
import { startServer } from "./start-server.ts";

/** How long running answers may go on after the server was asked to stop. */
const GRACE_MILLISECONDS = 20_000;

/** One interrupt at the terminal may arrive twice: from the terminal itself and from npm. */
const ECHO_MILLISECONDS = 500;

/** Runs the server until it is told to stop. A second signal ends it at once. */
export async function serve(config: Config, reload: () => Promise<Config>): Promise<void> {
  const log = pino({ level: config.log.level }, pino.destination(2));
  const stop = new AbortController();
  let askedAt = 0;
  const asked = new Promise<void>((resolve) => {
    const onSignal = () => {
      if (stop.signal.aborted) {
        if (performance.now() - askedAt > ECHO_MILLISECONDS) process.exit(130);
        return;
      }
      askedAt = performance.now();
      stop.abort(new Error("stopped before it was ready"));
      resolve();
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
  const progress = showPullProgress(process.stderr);
  const server = await startServer({
    config,
    reload,
    log,
    onPullEvent: (event) => progress.report(event),
    say: (lines) => void process.stderr.write(`${lines.join("\n")}\n`),
    signal: stop.signal,
  }).finally(() => progress.end());
  process.stdout.write(readyLine(server.url, server.demandsKey));
  await asked;
  log.info("stopping: running answers may finish");
  await server.close(GRACE_MILLISECONDS);
}
