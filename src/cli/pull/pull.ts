import { type Config, formatBytes } from "../../config/index.ts";
import { ensureWeights } from "../../weights/index.ts";
import { nativeQuantizer } from "../native-quantizer.ts";
import { showPullProgress } from "../pull-progress.ts";
import { pullTargets } from "./pull-targets.ts";

export interface PullCommandOptions {
  readonly what: string | undefined;
  readonly verify: boolean;
}

/** Makes weights ready to be served. An interrupt ends it; what has arrived stays for the next time. */
export async function pull(config: Config, { what, verify }: PullCommandOptions): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  // Once: a second interrupt ends the process at once, which a pull survives as well.
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onInterrupt);
  const progress = showPullProgress(process.stderr);
  try {
    for (const reference of pullTargets(config, what)) {
      const weights = await ensureWeights(reference, {
        home: config.home,
        quantizer: nativeQuantizer(),
        signal: stop.signal,
        onEvent: (event) => progress.report(event),
        verify,
        // Naming a file of one's own says that it is right as it is.
        accept: reference.source.kind === "file",
      });
      progress.end();
      process.stdout.write(
        `${reference.title} is ready: ${formatBytes(weights.bytes)}, SHA-256 ${weights.sha256}\n  ${weights.path}\n`,
      );
    }
  } finally {
    progress.end();
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onInterrupt);
  }
}
