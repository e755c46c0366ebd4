/** A question to whoever sits at the terminal. */

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** True when there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** True for yes; anything else, the end of the input and an interruption are no. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = once(terminal, 'close').then(() => '');
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    // Ctrl-C leaves the line as it is.
    process.stderr.write('\n');
    return false;
  } finally {
    terminal.close();
  }
}
