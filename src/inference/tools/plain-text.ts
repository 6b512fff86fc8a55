/** A past call in the words of the generic tool format. */
export function callText(name: string, payload: string): string {
  return `CALL ${name} ${payload}`;
}

/** A tool's result in the words of the generic tool format. */
export function resultText(name: string, result: string): string {
  return `RESULT ${name} ${result}`;
}
