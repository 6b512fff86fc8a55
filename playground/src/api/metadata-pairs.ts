/** `topic=tea, run=7` as an object. What is no pair yet is left out. */
export function metadataPairs(text: string): Record<string, string> {
  const pairs = text.split(",").flatMap((pair) => {
    const [, key, value] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(pairs);
}
