import type { Bench } from "../bench.ts";
import { measureCompiling } from "./compiling.ts";
import { measureConstrainedDecode } from "./constrained-decode.ts";
import { measureConstrainedStart } from "./constrained-start.ts";

export const structured: Bench = {
  name: "structured",
  summary: "what answers by a JSON schema cost: decode rate, first token, compiling",
  rounds: 5,
  peerFlags: ["--parallel", "1", "--jinja", "--cache-ram", "0"],
  parts: {
    decode: measureConstrainedDecode,
    "first-token": measureConstrainedStart,
    compile: measureCompiling,
  },
};
