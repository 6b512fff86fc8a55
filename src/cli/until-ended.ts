import { setTimeout as delay } from "node:timers/promises";

const POLL_MILLISECONDS = 1_000;
/** A server that is restarted meanwhile is waited for so long. */
const MAXIMUM_FAILED_LOOKS = 300;

/** Looks every second until there is something to give. */
export async function untilEnded<Ended>(look: () => Promise<Ended | undefined>): Promise<Ended> {
  for (let failed = 0; ; ) {
    try {
      const ended = await look();
      if (ended !== undefined) return ended;
      failed = 0;
    } catch (error) {
      if (++failed > MAXIMUM_FAILED_LOOKS) throw error;
    }
    await delay(POLL_MILLISECONDS);
  }
}

/** Ctrl-C leaves the server's work running, and says with which command (its words) to come back to it. */
export async function whileWatched<Result>(
  what: string,
  comeBack: readonly string[],
  watch: () => Promise<Result>,
): Promise<Result> {
  const interrupted = () => {
    const command = ["fourone", ...comeBack.map(quoted)].join(" ");
    process.stderr.write(`\nThe ${what} goes on without you. Come back to it with: ${command}\n`);
    process.exit(130);
  };
  process.once("SIGINT", interrupted);
  try {
    return await watch();
  } finally {
    process.off("SIGINT", interrupted);
  }
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
