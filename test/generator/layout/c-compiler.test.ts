/** Offsets, sizes and alignments are those of the same structs in C. */

import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse } from '../../../generator/compile.js';
import { cStruct, cTable, PROLOGUE, schemaText } from './support-c.js';

const SCHEMAS = 80;
const TABLES = 40;

test('a C compiler chooses the same layout', () => {
  const { LAYOUT_SEED = Date.now() } = process.env;
  const seed = Number(LAYOUT_SEED);
  const schemas = fc.sample(schemaText(TABLES), { numRuns: SCHEMAS, seed });
  let tables = 0;
  const source = schemas.map((text, index) => {
    const { layout, diagnostics } = analyse(text, 'random.toml');
    if (layout === undefined) {
      const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
      // A random record may be too large; nothing else can be wrong.
      if (errors.some((code) => code !== 'ECS080' && code !== 'ECS023')) throw new Error(`${errors.join()}\n${text}`);
      return '';
    }
    const prefix = `s${index}_`;
    tables += layout.tables.length;
    return [
      ...[...layout.customTypes.values()].map((type) => cStruct(`${prefix}${type.type.name}`, prefix, type)),
      ...layout.tables.map((table) => cTable(`${prefix}${table.table.name}`, prefix, table)),
    ].join('\n');
  });
  const { status, stderr } = spawnSync('gcc', ['-std=c11', '-fsyntax-only', '-x', 'c', '-'], {
    input: PROLOGUE + source.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const complaint = stderr.split('\n').slice(0, 20).join('\n');
  if (status !== 0) throw new Error(`repeat with LAYOUT_SEED=${seed}\n${complaint}`);
  expect(tables).toBeGreaterThan((SCHEMAS * TABLES) / 2);
});
