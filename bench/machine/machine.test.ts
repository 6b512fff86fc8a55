import { createServer } from "node:net";
import type { CpuInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { listeningInodes, readStatus, residentTree, serverMemory } from "./process-memory.ts";
import { busyShare, warnOfOthers } from "./quietness.ts";

const cpu = (user: number, idle: number): CpuInfo => ({
  model: "any",
  speed: 1,
  times: { user, nice: 0, sys: 0, idle, irq: 0 },
});

describe("busyShare", () => {
  it("is the share of all cores' time that was not idle", () => {
    expect(busyShare([cpu(0, 0), cpu(10, 0)], [cpu(100, 0), cpu(10, 100)])).toBe(0.5);
    expect(busyShare([cpu(5, 5)], [cpu(5, 105)])).toBe(0);
  });
});

describe("warnOfOthers", () => {
  it("warns where others work and is silent where none does", () => {
    expect(warnOfOthers({ busy: 0.5, loadAverage: 3 })).toContain("50 %");
    expect(warnOfOthers({ busy: 0.01, loadAverage: 0 })).toBeUndefined();
  });
});

describe("listeningInodes", () => {
  it("finds the socket that listens, not the connections of the same port", () => {
    const table = [
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
      "   0: 0100007F:102D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 4242 1 0",
      "   1: 0100007F:102D 0100007F:9999 01 00000000:00000000 00:00000000 00000000  0  0 4343 1 0",
      "   2: 0100007F:102E 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 4444 1 0",
      "",
    ].join("\n");
    expect(listeningInodes(table, 0x102d)).toEqual(["4242"]);
  });
});

describe("resident memory", () => {
  it("is read in bytes, and is zero for what has none", () => {
    expect(readStatus(7, "Name:\tx\nPPid:\t3\nVmRSS:\t   12 kB\n")).toEqual({
      id: 7,
      parent: 3,
      residentBytes: 12_288,
    });
    expect(readStatus(8, "Name:\tkernel\nPPid:\t2\n").residentBytes).toBe(0);
  });

  it("counts all descendants", () => {
    const processes = [
      { id: 1, parent: 0, residentBytes: 1 },
      { id: 2, parent: 1, residentBytes: 10 },
      { id: 3, parent: 2, residentBytes: 100 },
      { id: 4, parent: 0, residentBytes: 1000 },
    ];
    expect(residentTree(1, processes)).toBe(111);
  });

  it.runIf(process.platform === "linux")(
    "finds the process that listens on a port of this machine",
    async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      const bytes = await serverMemory(`http://127.0.0.1:${port}/v1`);
      await new Promise((resolve) => server.close(resolve));
      expect(bytes).toBeGreaterThan(10 * 2 ** 20);
      expect(await serverMemory(`http://127.0.0.1:${port}/v1`)).toBeUndefined();
    },
  );

  it("is unknown for a server elsewhere", async () => {
    expect(await serverMemory("https://example.com/v1")).toBeUndefined();
  });
});
