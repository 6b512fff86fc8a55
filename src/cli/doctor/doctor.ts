import type { Config } from "../../config/index.ts";
import type { MachineMemory, PullEvent } from "../../weights/index.ts";
import { detectMemory } from "../detect-memory.ts";
import { showPullProgress } from "../pull-progress.ts";
import { checkHome } from "./check-home.ts";
import { checkMemory, checkNative, checkNode } from "./check-machine.ts";
import { checkObjectStore } from "./check-object-store.ts";
import { checkPort } from "./check-port.ts";
import { type CheckWeightsOptions, checkWeights } from "./check-weights.ts";
import { describeFinding, type Finding } from "./finding.ts";

function memoryUnless(broken: boolean, config: Config): MachineMemory | undefined {
  return broken ? undefined : detectMemory(config.memory);
}

/** Looks at everything that serving needs. */
export async function examine(config: Config, options: CheckWeightsOptions): Promise<readonly Finding[]> {
  const native = checkNative();
  const memory = memoryUnless(
    native.some(({ level }) => level === "problem"),
    config,
  );
  const home = await checkHome(config.home);
  const usable = home.every(({ level }) => level !== "problem");
  return [
    checkNode(),
    ...native,
    ...(memory ? [checkMemory(memory, config.memory)] : []),
    ...home,
    ...(await checkObjectStore(config)),
    ...(usable ? [await checkPort(config)] : []),
    ...(usable ? await checkWeights(config, memory, options) : []),
  ];
}

/** Prints the findings; the process ends with status 1 where something prevents serving. */
export async function doctor(
  config: Config,
  { verify, json }: { readonly verify: boolean; readonly json: boolean },
): Promise<void> {
  const progress = showPullProgress(process.stderr);
  const onEvent = (event: PullEvent) => progress.report(event);
  const findings = await examine(config, { verify, onEvent }).finally(() => progress.end());
  const text = json ? `${JSON.stringify(findings, undefined, 2)}\n` : findings.map(describeFinding).join("");
  process.stdout.write(text);
  if (findings.some(({ level }) => level === "problem")) process.exitCode = 1;
}
