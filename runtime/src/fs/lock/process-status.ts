/** What the system says of a process. */

import { readFileSync } from '#node-fs';
import { systemCodeOf } from '../system-error.js';

export interface ProcessStatus {
  readonly startTime: string;
  /** `Z` for one that has ended and was not asked for its exit status yet. */
  readonly state: string;
  readonly threadCount: number;
}

/** False when there is no such process for sure. */
export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCodeOf(error) !== 'ESRCH';
  }
}

/** Undefined where the system does not tell: on other systems than Linux, or about processes of other users. */
export function processStatus(pid: number): ProcessStatus | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses and may hold anything, parentheses included.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  if (state === undefined || startTime === undefined) return undefined;
  return { state, startTime, threadCount: Number(fields[17]) };
}
