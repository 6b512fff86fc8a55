import type { Bench } from "../bench.ts";
import { measureRightAnswers } from "./right-answers.ts";

export const tools: Bench = {
  name: "tools",
  summary: "how many of forty fixed tool and extraction prompts are answered rightly",
  rounds: 1,
  peerFlags: ["--parallel", "1", "--jinja"],
  parts: { prompts: measureRightAnswers },
};
