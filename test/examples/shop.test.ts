/** The shop keeps its constraints and its indexes through a season of orders. The example checks this itself. */

import { expect, test } from '@jest/globals';
import { buildExample } from './build.js';

test('shop: orders refer to what exists, and the best customers are found in order', () => {
  const run = buildExample('shop');
  expect(run('dist/main.js')).toContain('Every order, the stock and the list of the best customers are right.');
});
