/** Element types of adapters, by the names that safetensors and GGUF both use. */
export const floatBytes: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/** @param bytes a copy, which begins where its memory does */
export function decodeFloats(bytes: Uint8Array<ArrayBuffer>, type: string): Float32Array {
  if (type === "F32") return new Float32Array(bytes.buffer);
  const halves = new Uint16Array(bytes.buffer);
  if (type === "BF16") return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
  return Float32Array.from(halves, decodeHalf);
}

function decodeHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
