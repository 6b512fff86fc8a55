import { readdir, readFile, readlink } from "node:fs/promises";
import { isLoopbackHost } from "../../src/config/index.ts";

const LISTENING = "0A";

/**
 * Resident memory, in bytes, of the process that listens at the URL and of all its descendants.
 * Absent where that cannot be seen: a server elsewhere, another user's, or a system without /proc.
 */
export async function serverMemory(url: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  if (process.platform !== "linux" || port === "" || !isLoopbackHost(hostname)) return undefined;
  const sockets = await listeningSockets(Number(port));
  const processes = await readProcesses();
  for (const { id } of processes) {
    if (await holdsSocket(id, sockets)) return residentTree(id, processes);
  }
  return undefined;
}

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly residentBytes: number;
}

async function listeningSockets(port: number): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "utf8").catch(() => "")),
  );
  return new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`));
}

/** Inodes of the sockets that listen on the port, from the text of `/proc/net/tcp`. */
export function listeningInodes(table: string, port: number): string[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, local = "", , state]) => state === LISTENING && Number.parseInt(local.split(":")[1]!, 16) === port,
    )
    .map((fields) => fields[9]!);
}

async function readProcesses(): Promise<Process[]> {
  const entries = await readdir("/proc");
  const read = entries
    .filter((entry) => /^\d+$/.test(entry))
    .map(async (entry) => {
      // A process may end between the listing and the reading.
      const status = await readFile(`/proc/${entry}/status`, "utf8").catch(() => undefined);
      return status === undefined ? [] : [readStatus(Number(entry), status)];
    });
  return (await Promise.all(read)).flat();
}

export function readStatus(id: number, status: string): Process {
  const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1] ?? 0);
  return { id, parent: field("PPid"), residentBytes: field("VmRSS") * 1024 };
}

async function holdsSocket(id: number, sockets: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${id}/fd`).catch(() => []);
  const targets = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/${id}/fd/${descriptor}`).catch(() => "")),
  );
  return targets.some((target) => sockets.has(target));
}

export function residentTree(root: number, processes: readonly Process[]): number {
  const own = processes.find(({ id }) => id === root)?.residentBytes ?? 0;
  const children = processes.filter(({ parent }) => parent === root);
  return children.reduce((sum, { id }) => sum + residentTree(id, processes), own);
}
