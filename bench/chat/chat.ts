import type { Bench } from "../bench.ts";
import { measureFirstToken } from "./first-token.ts";
import { measureOverhead } from "./overhead.ts";
import { measureSingleStream } from "./single-stream.ts";
import { measureStreams } from "./streams.ts";

export const chat: Bench = {
  name: "chat",
  summary: "decode rate, time to first token, concurrent streams, cost of the API, memory",
  rounds: 5,
  // One KV cache for all slots, and no time spent on keeping prompts that never come again.
  peerFlags: ["--parallel", "8", "--ctx-size", "8192", "--kv-unified", "--cache-ram", "0"],
  parts: {
    single: measureSingleStream,
    "first-token": measureFirstToken,
    streams: measureStreams,
    overhead: measureOverhead,
  },
};
