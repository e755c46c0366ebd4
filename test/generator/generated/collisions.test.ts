/** A schema may give its parts the names of what generated files import, declare or use as globals. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { analyse } from '../../../generator/compile.js';
import { RUNTIME_PACKAGE } from '../../built.js';
import { collisions, compileText, temporaryDirectory, writeFiles } from '../support/generated.js';

const SCHEMA = collisions();
const temporary = temporaryDirectory();

/** Inserts, reads, updates and queries, through what is exported under such names. */
const USE = `
const assert = require('node:assert/strict');
const { Database } = require('@ecsdb/runtime');
const generated = require('./index.js');

const db = Database.memory(generated.transaction);
const entity = db.writeSync((tx) => {
  const created = tx.create();
  const partial = { x: 1.5 };
  const bytes = { many: [partial, { x: 2, kind: generated.Record.Row }] };
  tx.insert(created, generated.Row, {
    value: 7n,
    Row: { accessor: { flag: true }, bytes },
    CLOSED: [partial, partial],
  });
  tx.insert(created, generated.Query, { record: generated.Record.Row, n: 3n });
  tx.insert(created, generated.Entity, { text: 'text' });
  tx.insert(created, generated.Component, { columns: 0.5 });
  tx.insert(created, generated.Object, { value: 9 });
  tx.insert(created, generated.DefineHidden, { value: 1 });
  tx.insert(created, generated.CLOSED, { value: bytes });
  tx.insert(created, generated.Schema, {});
  tx.insert(created, generated.Checked, { math: { ratio: 0.5 }, super: -1 });
  return created;
});
const row = db.get(entity, generated.Row);
assert.equal(row.kind, generated.Map.Object);
assert.deepEqual(row.Row.bytes, { big: 7n, many: [{ x: 1.5, kind: 1 }, { x: 2, kind: 0 }] });
assert.equal(db.get(entity, generated.Object).value, 9);

db.writeSync((tx) => {
  generated.query(tx).forEach((row, query, entityRow, object, component, defineHiddenRow, closed, schema, entity) => {
    row.Row.bytes.big += BigInt(component.columns * 2) + closed.value.big;
    query.big = generated.BigInt.High;
    object.value += defineHiddenRow.value;
    entityRow.entity = entity;
  });
  generated.query(tx).runs((run) => assert.equal(run.count, 1));
});
assert.equal(db.get(entity, generated.Row).Row.bytes.big, 15n);
assert.equal(db.get(entity, generated.Query).big, generated.BigInt.High);
assert.equal(db.get(entity, generated.Object).value, 10);
assert.equal(db.get(entity, generated.Entity).entity, entity);
assert.throws(() => db.writeSync((tx) => tx.update(entity, generated.Row, { Row: { Row: 1 } })), /no field "Row.Row"/);
for (const data of [{ super: -2 }, { list: [0, -2] }, { math: { ratio: 1 } }, { math: { ids: [6, 0] } }]) {
  assert.throws(() => db.writeSync((tx) => tx.update(entity, generated.Checked, data)), /of at least|of at most|from/);
}
for (const query of [generated.Date, generated.table, generated.runBase, generated.Float32Array]) {
  assert.equal(query(db).count(), 0);
}
assert.equal(generated.iteration(db).first(), undefined);
db.writeSync((tx) => tx.insert(entity, generated.Parameters));
for (const match of [generated.iteration(db).first(), ...generated.iteration(db).toArray()]) {
  assert.deepEqual(match.row, db.get(entity, generated.Row));
  assert.deepEqual(match.query, db.get(entity, generated.Query));
  assert.deepEqual([match.parameters, match.symbol, match.iterableIterator], [{}, undefined, undefined]);
  assert.equal(match.entity, entity);
}
for (const [rowOfMatch, , , symbol, queryOfMatch] of generated.iteration(db)) {
  assert.equal(rowOfMatch.Row.bytes.big, 15n);
  assert.equal(symbol, undefined);
  assert.equal(queryOfMatch.n, 3n);
}
assert.ok(generated.isMap(generated.Map.Array) && generated.isRecord(1) && !generated.isBigInt(2));
console.log('works');
`;

test('no diagnostic says anything against such names', () => {
  expect(analyse(SCHEMA, 'collisions.toml').diagnostics.filter(({ code }) => code !== 'ECS101')).toEqual([]);
});

test.each([
  ['as modules', ts.ModuleKind.ES2022, 'module', ts.ScriptTarget.ES2022],
  ['as CommonJS, with an older target', ts.ModuleKind.CommonJS, 'commonjs', ts.ScriptTarget.ES2020],
])('a database works, compiled %s', (_, module, type, target) => {
  const directory = join(temporary, type);
  mkdirSync(join(directory, 'node_modules/@ecsdb'), { recursive: true });
  symlinkSync(RUNTIME_PACKAGE, join(directory, 'node_modules/@ecsdb/runtime'));
  const compilerOptions = { module, target, useDefineForClassFields: true };
  const compiled = [...compileText(SCHEMA)].map(([name, text]): [string, string] => {
    return [name.replace(/ts$/, 'js'), ts.transpileModule(text, { compilerOptions }).outputText];
  });
  writeFiles(directory, new Map(compiled));
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type }));
  writeFileSync(join(directory, 'use.cjs'), USE);
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', join(directory, 'use.cjs')], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('works\n');
});
