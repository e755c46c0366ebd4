/**
 * Reading a directory while another process writes to it.
 *
 * Two reads at different moments need not agree. A frame was half written and the next one is complete; a checkpoint
 * deleted a segment between listing and opening; the manifest names a segment that the listing does not contain. A
 * second read does not meet these errors, but it meets damage.
 */

import { EcsDbError } from '@ecsdb/runtime';

const READS_MAX = 20;
const WAIT_MS = 20;

/** Reads again after an error that the writer may have caused. Throws an error that two reads in a row report. */
export function retryTransient<Result>(read: () => Result): Result {
  let previousMessage = '';
  for (let reads = 1; ; reads++) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof EcsDbError) || !isTransient(error)) throw error;
      if (error.message === previousMessage || reads === READS_MAX) throw error;
      previousMessage = error.message;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}

/** True for an error that a process that writes to the directory may cause. */
export function isTransient({ code, systemCode }: EcsDbError): boolean {
  return code === 'CORRUPT' || systemCode === 'ENOENT';
}
