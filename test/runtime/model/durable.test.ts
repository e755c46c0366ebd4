/**
 * Whatever is done to a durable database, in whatever order, with crashes and openings in between, it holds what plain
 * maps would hold: nothing that was acknowledged is lost in `strict`; in `interval` and `none` the state is that of
 * some version not older than the last one known to be on the device, never half a transaction; and ids never come
 * back.
 */

import { expect, test } from '@jest/globals';
import { checkDurable } from './durable-steps.js';

/** What happens so often that a test where it does not is no test. */
const MET = ['crashes', 'crashes in opening', 'went back', 'had been closed', 'flushed', 'snapshots and logs'];

test('random transactions, snapshots, closings and crashes, over and over', async () => {
  const met = new Set<string>();
  await checkDurable(40, (what) => void met.add(what));
  expect([...met]).toEqual(expect.arrayContaining(MET));
});
