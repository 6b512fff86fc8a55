import { z } from "zod";

const unitBytes: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

function parseByteSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?i?b)?\s*$/i.exec(text);
  const unit = unitBytes[match?.[2]?.toLowerCase() ?? "b"];
  return match && unit ? Math.floor(Number(match[1]) * unit) : undefined;
}

/** A number of bytes, or text such as `"512MiB"` and `"8 GB"`; yields bytes. */
export const byteSize = z.union([z.number(), z.string()]).transform((value, context) => {
  const bytes = typeof value === "number" ? value : parseByteSize(value);
  if (bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  context.addIssue({ code: "custom", message: 'expected bytes, such as 4294967296, "4GiB" or "512MB"' });
  return z.NEVER;
});

/** Bytes for people, in binary units: `637 MiB`, `1.4 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 2 ** (10 * step);
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}
