/** Tasks of Linux, by which one thread can check whether another thread has ended. */

import { accessSync } from '#node-fs';
import { statusOfThisThread, threadStatus } from './lock/process-status.js';
import { systemCodeOf } from './system-error.js';

export interface ThreadTask {
  readonly id: number;
  /**
   * When the thread started, in ticks of the system's clock, modulo 2^32. Distinguishes threads that had the same id
   * one after the other.
   */
  readonly startTime: number;
}

/** Undefined if the system does not say. */
export function taskOfThisThread(): ThreadTask | undefined {
  const status = statusOfThisThread();
  return status && { id: status.id, startTime: Number(status.startTime) | 0 };
}

/**
 * True only if a thread of this process has certainly ended. Without an answer of the system, for lack of file
 * descriptors for example, false.
 */
export function isTaskGone({ id, startTime }: ThreadTask): boolean {
  const status = threadStatus(process.pid, id);
  if (status !== undefined) return status.isExiting || (Number(status.startTime) | 0) !== startTime;
  return !taskExists(id);
}

/** Whether a thread of this process has this task id now, as far as the system says. */
export function taskExists(id: number): boolean {
  const tasks = `/proc/${process.pid}/task`;
  // Without /proc, nothing is known any more.
  return !isMissing(`${tasks}/${id}`) || isMissing(tasks);
}

/** Opens no file, so that it works without free file descriptors. */
function isMissing(path: string): boolean {
  try {
    accessSync(path);
    return false;
  } catch (error) {
    return systemCodeOf(error) === 'ENOENT';
  }
}
