/** Attaches a thread to the database of bodies. */

import { Database } from '@ecsdb/runtime';
import { Body, bodies, threads } from '#generated/threads/index.js';

export { Body, bodies };

export function attach(handle) {
  return Database.attach(threads, handle);
}
