/** Whether it is worth while to load what reads patches. */
export function mayHoldPatch(text: string): boolean {
  return /^(\*\*\* Begin Patch|[<>]{5,9} ?SEARCH|--- \S.*\n\+\+\+ )/m.test(text);
}
