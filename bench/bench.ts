import type { Random } from "./prompts/seeded-random.ts";
import type { Row } from "./report/row.ts";
import type { BenchServer } from "./servers/bench-server.ts";
import type { StartedFourone } from "./servers/start-fourone.ts";

/** What a bench works with while it runs. */
export interface BenchSession {
  readonly subject: BenchServer;
  readonly peer?: BenchServer;
  /** The subject, then the peer where there is one: in this order they take turns. */
  readonly servers: readonly BenchServer[];
  readonly rounds: number;
  readonly threads: number;
  /** Lines of a batch, where the command says so. */
  readonly lines?: number;
  readonly random: Random;
  /** The file the subject serves, where that is known. */
  readonly weightsFile?: string;
  /** Present where the bench itself started the subject. */
  readonly fourone?: StartedFourone;
}

/** One measurement of a bench; gives its rows of the table. */
export type Part = (session: BenchSession) => Promise<readonly Row[]>;

export interface Bench {
  readonly name: string;
  readonly summary: string;
  /** Rounds of each part unless the command says otherwise. */
  readonly rounds: number;
  /** The flags with which llama-server does this work best. */
  readonly peerFlags: readonly string[];
  /** By name, in the order they run. */
  readonly parts: Readonly<Record<string, Part>>;
}
