import type { Bench } from "../bench.ts";
import { measureCeiling } from "./ceiling.ts";
import { measureEdit } from "./edit.ts";
import { listWords, repeatText } from "./edit-requests.ts";
import { measureLookup } from "./lookup.ts";

export const predict: Bench = {
  name: "predict",
  summary: "predicted outputs, against none, wrong ones, and the peer's own speculation",
  rounds: 3,
  // Drafts from prompt and answer; on these tasks it takes more right tokens a step than its other kinds.
  peerFlags: ["--parallel", "1", "--spec-type", "ngram-simple"],
  parts: {
    edit: measureEdit("edit, text in the prompt", repeatText),
    list: measureEdit("list, known to the client only", listWords),
    ceiling: measureCeiling,
    lookup: measureLookup,
  },
};
