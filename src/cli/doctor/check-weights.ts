import { type Config, formatBytes } from "../../config/index.ts";
import {
  inspectWeights,
  type MachineMemory,
  type PullListener,
  planServed,
  type ReadyWeights,
  resolveBindings,
  type WeightsBinding,
  type WeightsState,
} from "../../weights/index.ts";
import { embeddingBytes, embeddingWeights } from "../embedding-weights.ts";
import { type Finding, messageOf } from "./finding.ts";

export interface CheckWeightsOptions {
  /** Compare whole files with their checksums. */
  readonly verify: boolean;
  readonly onEvent: PullListener;
}

function describeState(
  { reference }: Pick<WeightsBinding, "reference">,
  state: WeightsState,
  verified: boolean,
): Omit<Finding, "subject"> {
  switch (state.kind) {
    case "ready": {
      const how = verified ? "every byte as recorded" : "size and times as recorded";
      return { level: "good", detail: `${reference.title}, ${formatBytes(state.weights.bytes)}, ${how}` };
    }
    case "unconverted":
      return { level: "note", detail: `${reference.title} is here, the next start converts it` };
    case "absent":
      return {
        level: "note",
        detail: `${reference.title} is not here yet`,
        advice: "`fourone pull`, or the next start fetches it",
      };
    case "damaged": {
      const own = reference.source.kind === "file";
      return {
        level: own ? "problem" : "note",
        detail: `${state.path}: ${state.problem}`,
        advice: own
          ? `restore the file, or run \`fourone pull ${state.path}\` to use it as it is`
          : "`fourone pull` mends it",
      };
    }
  }
}

/** The weights behind each served model, and whether together they fit into memory. */
export async function checkWeights(
  config: Config,
  memory: MachineMemory | undefined,
  options: CheckWeightsOptions,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const ready: { binding: WeightsBinding; weights: ReadyWeights }[] = [];
  try {
    const inspect = ({ reference }: Pick<WeightsBinding, "reference">) =>
      inspectWeights(config.home, reference, { full: options.verify, onEvent: options.onEvent });
    let embeddings = 0;
    for (const wanted of embeddingWeights(config)) {
      const state = await inspect(wanted);
      findings.push({ subject: wanted.name, ...describeState(wanted, state, options.verify) });
      if (state.kind === "ready") embeddings += embeddingBytes(wanted, state.weights);
    }
    for (const binding of resolveBindings(config)) {
      const state = await inspect(binding);
      findings.push({ subject: binding.tiers.join(", "), ...describeState(binding, state, options.verify) });
      if (state.kind === "ready") ready.push({ binding, weights: state.weights });
    }
    if (memory && ready.length > 0) {
      const left = { ...memory, hostBytes: Math.max(0, memory.hostBytes - embeddings) };
      const served = planServed(ready, left, config.limits.concurrentSequences);
      const total = served.reduce((sum, { plan }) => sum + plan.totalBytes, embeddings);
      findings.push({
        level: "good",
        subject: "Plan",
        detail: `the weights here take ${formatBytes(total)} once loaded`,
      });
    }
  } catch (error) {
    findings.push({ level: "problem", subject: "Weights", detail: messageOf(error) });
  }
  return findings;
}
