/** Whatever is done to a database, in whatever order, it holds what plain maps would hold. */

import { test } from '@jest/globals';
import { checkAgainstModel } from './steps.js';

test('random transactions, alone and in groups, failing at random points', async () => {
  await checkAgainstModel(40);
});
