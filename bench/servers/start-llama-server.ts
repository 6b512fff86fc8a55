import { freePort } from "./free-port.ts";
import { StartedServer } from "./started-server.ts";

export interface LlamaServerOptions {
  readonly label: string;
  readonly executable: string;
  readonly weightsFile: string;
  readonly threads: number;
  readonly flags: readonly string[];
}

export async function startLlamaServer(
  options: LlamaServerOptions,
): Promise<{ readonly process: StartedServer; readonly url: string }> {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const process = await StartedServer.start({
    label: options.label,
    executable: options.executable,
    flags: [
      ...["--model", options.weightsFile],
      ...["--threads", String(options.threads)],
      ...["--host", "127.0.0.1", "--port", new URL(origin).port],
      "--no-webui",
      ...options.flags,
    ],
    readyUrl: `${origin}/health`,
  });
  return { process, url: `${origin}/v1` };
}
