/** Attaches this thread to the database of bodies. */

import { attach as attachTo } from '@ecsdb/runtime/threads';
import { Body, bodies, threads } from '#generated/threads/index.js';

export { Body, bodies };

export function attach(handle) {
  return attachTo(threads, handle);
}
