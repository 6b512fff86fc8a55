import type { Bench } from "../bench.ts";
import { measureEdit } from "./edit.ts";

export const predict: Bench = {
  name: "predict",
  summary: "an edit with a predicted output, against none, a wrong one, and the peer's own speculation",
  rounds: 3,
  peerFlags: ["--parallel", "1", "--spec-type", "ngram-simple"],
  parts: { edit: measureEdit },
};
