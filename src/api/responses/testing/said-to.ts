/** What the scripted model of a killed server answers: words that tell which question was asked last. */
export function saidTo(prompt: string): string[] {
  const asked = [...prompt.matchAll(/question (\d+)\./g)].at(-1)?.[1] ?? "none";
  return Array.from({ length: 12 }, (_, index) => ` ${asked}.${index}`);
}

/** What is left to say where the prompt ends with the beginning of the answer. */
export function restOf(answer: readonly string[], promptEnd: string): string[] {
  const whole = answer.join("");
  if (promptEnd === "" || !whole.startsWith(promptEnd)) return [...answer];
  return whole.slice(promptEnd.length).match(/ ?[^ ]+/g) ?? [];
}
