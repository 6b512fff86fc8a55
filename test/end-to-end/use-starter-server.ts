import { afterAll, beforeAll, expect } from "vitest";
import { type StarterServer, startStarterServer } from "./starter-server.ts";

/**
 * One server for all tests of a file: started before the first, and stopped after the last, which
 * fails where it does not end cleanly. The server is there once the first test runs.
 */
export function useStarterServer(): () => StarterServer {
  let server: StarterServer | undefined;
  beforeAll(async () => {
    server = await startStarterServer();
  });
  afterAll(async () => {
    expect(await server?.stop()).toBe(0);
  });
  return () => {
    if (server === undefined) throw new Error("the server is started before the tests");
    return server;
  };
}
