/** How far a prompt has come, from a comment line of the stream such as `prefill 512/2048`. */
export function prefillProgress(comment: string): { done: number; total: number } | undefined {
  const [, done, total] = /(\d+)\s*(?:\/|of)\s*(\d+)/.exec(comment) ?? [];
  if (done === undefined || total === undefined || Number(total) === 0) return undefined;
  return { done: Math.min(Number(done), Number(total)), total: Number(total) };
}
