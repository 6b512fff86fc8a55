/** Sums, by name, what a server reports at `/metrics` in the Prometheus text format. */
export async function readMetrics(url: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(new URL("/metrics", url));
  if (!response.ok) throw new Error(`${url} gives no metrics (status ${response.status})`);
  return parseMetrics(await response.text());
}

export function parseMetrics(text: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const line of text.split("\n")) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{.*\})?\s+(\S+)/.exec(line);
    const [, name, value] = match ?? [];
    if (name !== undefined) sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  return sums;
}
