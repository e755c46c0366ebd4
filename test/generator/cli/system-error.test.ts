/** Errors of the system without a code in Node get one. */

import { expect, test } from '@jest/globals';
import { reasonOf } from '../../../generator/cli/read-schema.js';

test('an exhausted quota is reported as such', () => {
  const error = Object.assign(new Error('unknown error, write'), { code: 'UNKNOWN', errno: -122, syscall: 'write' });
  expect(reasonOf(error)).toBe('the quota of the disk is used up');
});
