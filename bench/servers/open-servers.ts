import type { BenchFlags } from "../flags.ts";
import { tell } from "../progress.ts";
import { type BenchServer, findServer, type ServerAddress } from "./bench-server.ts";
import { servedWeights } from "./served-weights.ts";
import { type StartedFourone, startFourone } from "./start-fourone.ts";
import { startLlamaServer } from "./start-llama-server.ts";

export interface OpenServers {
  readonly subject: BenchServer;
  readonly peer?: BenchServer;
  readonly fourone?: StartedFourone;
  /** The file the subject serves, where that is known. */
  readonly weightsFile?: string;
  /** How each started server was started. */
  readonly commands: readonly (readonly [label: string, command: string])[];
}

/**
 * Finds the servers that run, and starts those that do not.
 * @throws Error saying which server cannot be had, and why.
 */
export async function openServers(flags: BenchFlags, peerFlags: readonly string[]): Promise<OpenServers> {
  const fourone = flags.url === undefined ? await startSubject(flags) : undefined;
  const subject = await findServer({
    label: "fourone",
    url: fourone?.url ?? flags.url ?? "",
    model: flags.model,
    ...keyFrom("FOURONE_API_KEY"),
  });
  const weightsFile = flags.weights ?? (fourone && (await servedWeights(flags.model)));
  const peer = await openPeer(flags, peerFlags, weightsFile);
  return {
    subject,
    ...(peer !== undefined && { peer: peer.server }),
    ...(fourone !== undefined && { fourone }),
    ...(weightsFile !== undefined && { weightsFile }),
    commands: [
      ...(fourone === undefined ? [] : [["fourone", fourone.process.command] as const]),
      ...(peer?.command === undefined ? [] : [[peer.server.label, peer.command] as const]),
    ],
  };
}

function startSubject({ weights, threads }: BenchFlags): Promise<StartedFourone> {
  tell("starting Fourone; the first start ever fetches its weights");
  return startFourone({ label: "Fourone", threads, ...(weights !== undefined && { weightsFile: weights }) });
}

async function openPeer(
  flags: BenchFlags,
  peerFlags: readonly string[],
  weightsFile: string | undefined,
): Promise<{ readonly server: BenchServer; readonly command?: string } | undefined> {
  if (flags.peer !== undefined) {
    const address: ServerAddress = {
      label: "peer",
      url: flags.peer,
      ...(flags.peerModel !== undefined && { model: flags.peerModel }),
      ...keyFrom("PEER_API_KEY"),
    };
    return { server: await findServer(address) };
  }
  if (flags.llamaServer === undefined) return undefined;
  if (weightsFile === undefined) throw new Error("--llama-server needs --weights: the file that both serve");
  tell("starting llama-server");
  const label = "llama-server";
  const { process, url } = await startLlamaServer({
    label,
    executable: flags.llamaServer,
    weightsFile,
    threads: flags.threads,
    flags: [...peerFlags, ...(flags.peerFlags?.split(/\s+/).filter((flag) => flag !== "") ?? [])],
  });
  return { server: await findServer({ label, url }), command: process.command };
}

/** Keys come from the environment: the command is printed with the figures. */
function keyFrom(variable: string): { readonly apiKey?: string } {
  const apiKey = process.env[variable];
  return apiKey === undefined || apiKey === "" ? {} : { apiKey };
}
