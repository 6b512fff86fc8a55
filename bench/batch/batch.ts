import type { Bench } from "../bench.ts";
import { measureAlone } from "./alone.ts";
import { measureBesideStreams } from "./beside-streams.ts";
import { measureSharedPrefix } from "./shared-prefix.ts";

export const batch: Bench = {
  name: "batch",
  summary: "files of requests: on one system prompt, beside interactive streams, alone",
  rounds: 1,
  // A slot for each request at work, with cells of its own: in one cache for all, attention walks past the others'.
  peerFlags: ["--parallel", "16", "--ctx-size", "16384", "--cache-ram", "0"],
  parts: {
    shared: measureSharedPrefix,
    beside: measureBesideStreams,
    alone: measureAlone,
  },
};
