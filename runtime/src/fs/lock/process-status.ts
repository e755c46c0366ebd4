/** The status of processes and their threads, as Linux reports it. */

import { readFileSync } from '#node-fs';
import { systemCodeOf } from '../system-error.js';

export interface TaskStatus {
  /** The pid of a process, the task id of a thread. */
  readonly id: number;
  readonly startTime: string;
  /** `Z` for a process that has ended and whose parent has not read its exit status yet. */
  readonly state: string;
  readonly threadCount: number;
  /** True for a thread that has begun to end. `pthread_join` may return before the system has removed the thread. */
  readonly isExiting: boolean;
}

/** Linux's flag of tasks that are exiting. */
const PF_EXITING = 4;

/** False only if there is certainly no such process. */
export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCodeOf(error) !== 'ESRCH';
  }
}

/** Undefined if the system does not say: on other systems than Linux, or for processes of other users. */
export function processStatus(pid: number): TaskStatus | undefined {
  return taskStatus(`/proc/${pid}/stat`);
}

/** Undefined also if the process has no such thread. */
export function threadStatus(pid: number, tid: number): TaskStatus | undefined {
  return taskStatus(`/proc/${pid}/task/${tid}/stat`);
}

/** Undefined if other processes could not find this thread by these ids. */
export function statusOfThisThread(): TaskStatus | undefined {
  const own = taskStatus('/proc/thread-self/stat');
  // If /proc belongs to another pid namespace, its ids are not those of this process.
  const seen = own && threadStatus(process.pid, own.id);
  return seen?.startTime === own?.startTime ? own : undefined;
}

function taskStatus(path: string): TaskStatus | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses, which may contain any characters, also parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  if (state === undefined || startTime === undefined) return undefined;
  return {
    id: Number.parseInt(text, 10),
    startTime,
    state,
    threadCount: Number(fields[17]),
    isExiting: (Number(fields[6]) & PF_EXITING) !== 0,
  };
}
