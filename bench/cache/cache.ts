import type { Bench } from "../bench.ts";
import { measureCommonPrefix } from "./common-prefix.ts";
import { measureFullCache } from "./full-cache.ts";
import { measureRestart } from "./restart.ts";
import { measureSecondRequest } from "./second-request.ts";

export const cache: Bench = {
  name: "cache",
  summary: "prompts that begin alike: at the same time, one after the other, after a restart",
  rounds: 3,
  // A slot for each of the sixteen requests, each with room for the whole of its prompt.
  peerFlags: ["--parallel", "16", "--ctx-size", "32768", "--cache-reuse", "256"],
  parts: {
    second: measureSecondRequest,
    restart: measureRestart,
    full: measureFullCache,
    common: measureCommonPrefix,
  },
};
