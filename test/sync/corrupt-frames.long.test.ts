/** The short form of the scenario with corrupt frames; the long form is in `npm run torture`. */

import { expect, test } from '@jest/globals';
import { syncFrames } from '../../torture/scenarios/sync-frames.js';
import { countOf, runShort } from '../runtime/durability/scenario.js';

test(syncFrames.proves, async () => {
  const counts = await runShort(syncFrames, Math.floor(Math.random() * 2 ** 31));
  for (const direction of ['to the server', 'to the client']) {
    expect(countOf(counts, `attacks ${direction}`)).toBeGreaterThan(150);
    expect(countOf(counts, `${direction}: closed with 4400`)).toBeGreaterThan(50);
    expect(countOf(counts, `${direction}: went on`)).toBeGreaterThan(20);
  }
  for (const frame of ['HELLO', 'SUBSCRIBE', 'HELD', 'RESUME', 'WELCOME', 'STEP', 'STAGE', 'VERIFY'])
    expect(countOf(counts, `attacks on a frame ${frame}`)).toBeGreaterThan(0);
  for (const kind of ['flip', 'cut', 'insert', 'overwrite', 'other type', 'other number', 'splice', 'random content'])
    expect(countOf(counts, `attacks of the kind ${kind}`)).toBeGreaterThan(0);
  expect(countOf(counts, 'states that were right afterwards')).toBe(600);
}, 180_000);
