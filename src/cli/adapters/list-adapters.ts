import type { Config } from "../../config/index.ts";
import { ServerApi } from "../server-api.ts";

interface Adapter {
  readonly id: string;
  readonly created_at: number;
  readonly bytes: number;
  readonly rank: number;
  readonly imported: boolean;
  readonly weights: { readonly title: string };
  readonly usable: boolean;
}

/** One line for each adapter, oldest first. */
export async function listAdapters(config: Config): Promise<string> {
  const server = await ServerApi.connect(config);
  const { data } = await server.get<{ data: Adapter[] }>("/fourone/adapters");
  if (data.length === 0) return "There are no adapters.\n";
  return data.map((adapter) => `${describe(adapter)}\n`).join("");
}

function describe({ id, created_at, bytes, rank, imported, weights, usable }: Adapter): string {
  const made = new Date(created_at * 1000).toISOString().slice(0, 16).replace("T", " ");
  const origin = imported ? "imported" : "trained here";
  const size = `rank ${rank}, ${(bytes / 1e6).toFixed(1)} MB`;
  const over = usable ? weights.title : `${weights.title}, which its base is not bound to now`;
  return `${id}  ${made}  ${origin}  ${size}  over ${over}`;
}
