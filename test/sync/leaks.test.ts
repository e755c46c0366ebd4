/** The short form of the scenario with secrets; the long form is in `npm run torture`. */

import { expect, test } from '@jest/globals';
import { syncLeaks } from '../../torture/scenarios/sync-leaks.js';
import { countOf, runShort } from '../runtime/durability/scenario.js';

test(syncLeaks.proves, async () => {
  const counts = await runShort(syncLeaks, Math.floor(Math.random() * 2 ** 31));
  for (const frame of ['STEP', 'STAGE']) {
    expect(countOf(counts, `rows in frames ${frame}`)).toBeGreaterThan(500);
    expect(countOf(counts, `entities in frames ${frame}`)).toBeGreaterThan(500);
    expect(countOf(counts, `secrets in frames ${frame}`)).toBeGreaterThan(500);
  }
  expect(countOf(counts, 'revocations')).toBeGreaterThan(500);
  expect(countOf(counts, 'forged: ')).toBeGreaterThan(200);
  for (const what of [
    'bans',
    'frames REFUSED',
    'connections that resume from marks',
    'connections that resume from ids',
  ])
    expect(countOf(counts, what)).toBeGreaterThan(0);
}, 180_000);
