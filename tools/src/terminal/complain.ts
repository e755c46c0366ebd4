/** Standard error. */

export function complain(text: string): void {
  process.stderr.write(`ecsdb: ${text}\n`);
}
