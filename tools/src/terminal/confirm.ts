/** A question to the person at the terminal. */

import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** True if a person can read a question and answer it. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** True for yes. Any other answer, the end of the input and Ctrl-C mean no. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = once(terminal, 'close').then(() => '');
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } catch {
    // Ctrl-C does not end the line.
    process.stderr.write('\n');
    return false;
  } finally {
    terminal.close();
  }
}
