import { expect, test } from '@jest/globals';
import { Imports } from '../../../generator/render/imports.js';
import { RUNTIME } from '../../../generator/render/runtime-names.js';
import { Scope } from '../../../generator/render/scope.js';

test('imports only what was used, once, types as types', () => {
  const scope = new Scope('player', 'js', []);
  const { runtime } = scope;
  expect([runtime.Views, runtime.Row, runtime.Row, runtime.rejectKey]).toEqual(['Views', 'Row', 'Row', 'rejectKey']);
  const vec3 = { name: 'vec3', exportName: 'Vec3', fields: [], path: [] };
  expect(scope.customData(vec3)).toBe('Vec3');
  expect(scope.imports()).toEqual({
    runtimeImport: { keyword: 'import', names: ['Row', 'type Views', 'rejectKey'], module: RUNTIME },
    ownImports: [{ keyword: 'import type', names: ['Vec3'], module: './types.js' }],
  });
});

test('a name that is used as a type and as a value is imported as a value', () => {
  const imports = new Imports(new Set());
  imports.type('./a.js', 'A');
  imports.value('./a.js', 'A');
  imports.type('./a.js', 'A');
  expect(imports.view().ownImports).toEqual([{ keyword: 'import', names: ['A'], module: './a.js' }]);
});

test('what a file declares itself is not imported', () => {
  const scope = new Scope('types', 'js', []);
  expect(scope.customClass({ name: 'vec3', exportName: 'Vec3', fields: [], path: [] }, true)).toBe('Vec3RefMut');
  expect(scope.imports()).toEqual({ runtimeImport: null, ownImports: [] });
});

test('an export of the runtime with a name of the schema is imported under another name', () => {
  const scope = new Scope('row', 'js', ['Row']);
  expect(scope.runtime.Row).toBe('Row$');
  expect(scope.imports().runtimeImport?.names).toEqual(['Row as Row$']);
});

test('globals are used through globalThis if the schema has their name', () => {
  const { global } = new Scope('record', 'js', ['Record', 'BigInt']);
  expect([global.Record, global.BigInt, global.Partial]).toEqual(['globalThis.Record', 'globalThis.BigInt', 'Partial']);
});

test('imports are sorted, whatever the order of their use', () => {
  const use = (names: readonly string[]): Imports => {
    const imports = new Imports(new Set());
    for (const name of names) imports.value(`./${name}.js`, name);
    for (const name of names) imports.value(RUNTIME, name);
    return imports;
  };
  const names = ['zeroBytes', 'Row', 'b', 'a10', 'a9'];
  expect(use(names).view()).toEqual(use(names.toReversed()).view());
});

test('nothing is called Object in a file', () => {
  const object = { name: 'object', exportName: 'Object', fields: [], indexes: [], path: [], tableId: 0 };
  const elsewhere = new Scope('schema', 'js', []);
  expect(elsewhere.component(object)).toBe('Object$');
  expect(elsewhere.imports().ownImports).toEqual([
    { keyword: 'import', names: ['Object as Object$'], module: './object.js' },
  ]);
  expect(new Scope('object', 'js', []).component(object)).toBe('Object$');
});
