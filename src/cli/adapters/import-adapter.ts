import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../../config/index.ts";
import { ServerApi } from "../server-api.ts";

/** Uploads what is at `path` and has it served; gives what to print. */
export async function importAdapter(
  config: Config,
  path: string,
  { model, name }: { readonly model: string; readonly name?: string },
): Promise<string> {
  const found = filesAt(path);
  const server = await ServerApi.connect(config);
  const uploaded: string[] = [];
  const upload = async (file: string) => {
    const id = await server.upload(file, "user_data");
    uploaded.push(id);
    return id;
  };
  try {
    const file = await upload(found.file);
    const body = {
      model,
      file,
      ...(found.config !== undefined && { config: await upload(found.config) }),
      ...(name !== undefined && { suffix: name }),
    };
    const { id } = await server.post<{ id: string }>("/fourone/adapters", body);
    return `Imported. Ask for it by its name: ${id}\n`;
  } finally {
    // What was uploaded is not needed any more, whatever became of it.
    for (const id of uploaded) await server.ask(`/files/${id}`, { method: "DELETE" }).catch(() => {});
  }
}

function filesAt(path: string): { readonly file: string; readonly config?: string } {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`there is nothing at ${path}`);
  const file = found.isDirectory() ? join(path, "adapter_model.safetensors") : path;
  if (!existsSync(file)) throw new Error(`there is no adapter_model.safetensors in ${path}`);
  if (!file.endsWith(".safetensors")) return { file };
  const config = join(dirname(file), "adapter_config.json");
  if (!existsSync(config)) throw new Error(`there is no adapter_config.json in ${dirname(file)}`);
  return { file, config };
}
