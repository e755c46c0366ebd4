/** After any operations in any order, a database has the same contents as plain maps. */

import { test } from '@jest/globals';
import { checkAgainstModel } from './steps.js';

test('random transactions, alone and in groups, failing at random points', async () => {
  await checkAgainstModel(40);
});
