/**
 * Reading a directory while another process writes to it.
 *
 * What is read at two moments need not fit together: a frame was half there and its successor is whole, a checkpoint deleted a segment
 * between the listing and the opening, the manifest names a segment that the listing does not have. All of that is gone at a second look,
 * and damage is not.
 */

import { EcsDbError } from '@ecsdb/runtime';

const LOOKS_MAX = 20;
const WAIT_MS = 20;

/** Looks again after what may have been the writer at work; an error that two looks in a row agree on is thrown. */
export function lookSteadily<Result>(look: () => Result): Result {
  let before = '';
  for (let looks = 1; ; looks++) {
    try {
      return look();
    } catch (error) {
      if (!(error instanceof EcsDbError) || !mayPass(error)) throw error;
      if (error.message === before || looks === LOOKS_MAX) throw error;
      before = error.message;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}

export function mayPass({ code, systemCode }: EcsDbError): boolean {
  return code === 'CORRUPT' || systemCode === 'ENOENT';
}
