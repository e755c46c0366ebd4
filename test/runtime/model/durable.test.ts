/**
 * After any operations in any order, with crashes and openings, a durable database has the same contents as plain maps.
 * In `strict`, no acknowledged transaction is lost. In `interval` and `none`, the state is a published version that is
 * not older than the durable version. A transaction is never applied in part, and ids are never reused.
 */

import { expect, test } from '@jest/globals';
import { checkDurable } from './durable-steps.js';

/** Events that happen in each run of this test, because they are frequent. */
const EXPECTED = ['crashes', 'crashes in opening', 'lost states', 'had been closed', 'flushed', 'snapshots and logs'];

test('random transactions, snapshots, closings and crashes, many times', async () => {
  const events = new Set<string>();
  await checkDurable(40, (event) => void events.add(event));
  expect([...events]).toEqual(expect.arrayContaining(EXPECTED));
});
