import { existsSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { formatBytes } from "../../config/index.ts";
import { openLlama } from "../../llama/index.ts";
import type { MachineMemory } from "../../weights/index.ts";
import { type Finding, messageOf } from "./finding.ts";

const nodeMajor = 24;

export function checkNode(version: string = process.versions.node): Finding {
  const subject = "Node";
  if (Number.parseInt(version, 10) === nodeMajor) return { level: "good", subject, detail: version };
  return {
    level: "problem",
    subject,
    detail: `${version}, and Fourone runs on ${nodeMajor}`,
    advice: 'run it as "npx fourone" or "npm run fourone", which use the Node that is installed with it',
  };
}

/** The instruction sets that the loaded kernels were built for, by ggml's own account. */
export function cpuFeatures(systemInfo: string): readonly string[] {
  return [...systemInfo.matchAll(/(\w+) = 1\b/g)].flatMap(([, name]) => (name ? [name] : []));
}

export function checkProcessor(systemInfo: string, architecture: string = process.arch): Finding {
  const features = cpuFeatures(systemInfo);
  const detail = `${cpus()[0]?.model.trim() ?? architecture}, ${availableParallelism()} cores; kernels use ${features.join(", ") || "no extensions"}`;
  const subject = "Processor";
  const needed = architecture === "x64" ? "AVX2" : architecture === "arm64" ? "NEON" : undefined;
  if (!needed || features.includes(needed)) return { level: "good", subject, detail };
  const advice = `without ${needed} answers come slowly; a virtual machine may hide it, then expose the host's CPU type to it`;
  return { level: "note", subject, detail, advice };
}

/** The native library, the processor as its kernels see it, and GPUs. */
export function checkNative(): readonly Finding[] {
  try {
    const llama = openLlama();
    const gpus = llama.devices().filter(({ kind }) => kind === "gpu" || kind === "integrated-gpu");
    const unused = gpus.length === 0 && existsSync("/dev/nvidia0");
    const named = gpus.map(
      ({ description, memoryFree, memoryTotal }) =>
        `${description}, ${formatBytes(memoryFree)} of ${formatBytes(memoryTotal)} free`,
    );
    return [
      { level: "good", subject: "llama.cpp", detail: llama.version },
      checkProcessor(llama.systemInfo),
      {
        level: unused ? "note" : "good",
        subject: "GPU",
        detail: named.join("; ") || "none in use, the processor does the work",
        ...(unused
          ? {
              advice:
                "there is an NVIDIA device: check its driver, and that @node-llama-cpp/linux-x64-cuda is installed",
            }
          : {}),
      },
    ];
  } catch (error) {
    const advice = "install again with `npm ci`, without leaving optional dependencies out";
    return [{ level: "problem", subject: "llama.cpp", detail: messageOf(error), advice }];
  }
}

export function checkMemory({ hostBytes }: MachineMemory, configured: number | undefined): Finding {
  const whose = configured === undefined ? "free for models" : "for models, by configuration";
  return {
    level: "good",
    subject: "Memory",
    detail: `${formatBytes(totalmem())}, ${formatBytes(hostBytes)} ${whose}`,
  };
}
