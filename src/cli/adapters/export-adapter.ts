import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Config } from "../../config/index.ts";
import { ServerApi } from "../server-api.ts";

/** Downloads an adapter; gives what to print. What appears at `out` is whole. */
export async function exportAdapter(
  config: Config,
  model: string,
  out: string,
  { format }: { readonly format: "gguf" | "peft" },
): Promise<string> {
  const target = resolve(out);
  if (existsSync(target)) throw new Error(`${target} exists already`);
  const server = await ServerApi.connect(config);
  const partial = join(dirname(target), `.${basename(target)}.partial`);
  const download = async (file: string, path: string) => {
    const content = `/fourone/adapters/${encodeURIComponent(model)}/content?file=${file}`;
    const response = await server.ask(content);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(path));
  };
  try {
    if (format === "gguf") await download("adapter.gguf", partial);
    else {
      await mkdir(partial, { recursive: true });
      for (const file of ["adapter_config.json", "adapter_model.safetensors"])
        await download(file, join(partial, file));
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  return `Exported to ${target}\n`;
}
