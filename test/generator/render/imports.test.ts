import { expect, test } from '@jest/globals';
import { compareNames, exportStatement, Imports, RUNTIME } from '../../../generator/render/imports.js';

test('imports only what was used, once, types as types', () => {
  const imports = new Imports([]);
  imports.type('./types.js', 'Vec3');
  imports.runtimeType('Views');
  imports.runtime('Row');
  imports.runtimeType('Row');
  imports.runtime('rejectKey');
  expect(imports.statements()).toEqual([
    `import { Row, rejectKey, type Views } from '${RUNTIME}';`,
    "import type { Vec3 } from './types.js';",
  ]);
});

test('what the runtime exports gives way to names of the schema', () => {
  const imports = new Imports(['Row']);
  expect(imports.runtime('Row')).toBe('$$Row');
  expect(imports.statements()).toEqual([`import { Row as $$Row } from '${RUNTIME}';`]);
});

test('names are in the order of the linter: letters without case, then capitals first, digits as numbers', () => {
  const sorted = ['CLOSED', 'EXPECTED', 'FixedI8', 'FixedI16', 'Row', 'rejectKey', 'Stored', 'zeroBytes'];
  expect([...sorted].reverse().sort(compareNames)).toEqual(sorted);
});

test('long lists go to one line for each name', () => {
  const names = Array.from({ length: 20 }, (_, index) => ({ name: `name${index}`, typeOnly: index === 3 }));
  const text = exportStatement('./a.js', names);
  expect(text.split('\n')).toHaveLength(22);
  expect(text).toContain('  type name3,\n');
});
