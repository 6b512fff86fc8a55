import { once } from "node:events";
import { createServer } from "node:net";
import { type Config, inspectHomeLock, isLoopbackHost } from "../../config/index.ts";
import { type Finding, messageOf } from "./finding.ts";

async function listenProblem(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : messageOf(error);
  } finally {
    server.close();
  }
}

const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: "end the program that listens there, or choose another port with --port or FOURONE_PORT",
  EACCES: "ports below 1024 need privileges; choose another with --port or FOURONE_PORT",
  EADDRNOTAVAIL: "this machine has no such address; choose another with --host or FOURONE_HOST",
  ENOTFOUND: "there is no such host name; choose an address with --host or FOURONE_HOST",
};

/** Whether a server could listen where it is told to. */
export async function checkPort({ host, port, apiKey, home }: Config): Promise<Finding> {
  const subject = "Address";
  const detail = `${host}:${port}`;
  const problem = await listenProblem(host, port);
  if (!problem) {
    if (apiKey || isLoopbackHost(host)) return { level: "good", subject, detail: `${detail} is free` };
    return {
      level: "note",
      subject,
      detail: `${detail} is free; others can reach it, so requests will need a key`,
      advice: 'the first start prints one for the administrator; "fourone keys create" makes others',
    };
  }
  if (problem === "EADDRINUSE" && (await inspectHomeLock(home)).running) {
    return {
      level: "note",
      subject,
      detail: `${detail} is taken, probably by the server on this home folder`,
    };
  }
  return {
    level: "problem",
    subject,
    detail: `cannot listen on ${detail} (${problem})`,
    ...(advice[problem] ? { advice: advice[problem] } : {}),
  };
}
