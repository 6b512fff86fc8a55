/** Tells what is going on, apart from the report that goes to standard output. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
