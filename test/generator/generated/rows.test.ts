/** What generated rows refuse, and their error messages. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyComponent } from '@ecsdb/runtime';
import { EcsDbError } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { viewsOver } from '../../../runtime/src/memory/index.js';
import { compileText, everything, temporaryDirectory, writeFiles } from '../support/generated.js';

const directory = temporaryDirectory();
writeFiles(directory, compileText(everything()));
const module: { readonly [name: string]: AnyComponent } = await import(pathToFileURL(join(directory, 'index.ts')).href);

function componentOf(name: string): AnyComponent {
  const component = module[name];
  if (component === undefined) throw new Error(`no component ${name}`);
  return component;
}

type Loose = { [key: string]: never } & {
  $assign(data: unknown): void;
  $patch(data: unknown): void;
  toObject(): { [key: string]: unknown };
};

/** A row over its own record. Tests pass values that the types of rows do not allow. */
function rowOf(
  name: string,
  kind: 'createRow' | 'createRowMut' = 'createRowMut',
  buffer = new ArrayBuffer(2048),
): Loose {
  const row = componentOf(name)[kind]();
  row.$bind(viewsOver(buffer, 0, buffer.byteLength));
  row.$move(0);
  return row as unknown as Loose;
}

function refusal(run: () => unknown): EcsDbError {
  try {
    run();
  } catch (error) {
    if (error instanceof EcsDbError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const PLAYER = { id: 1n, name: 'Ann' };
const TRANSFORM = { position: { x: 1, y: 2 } };

test.each([
  ['Player', { ...PLAYER, id: 1 }, 'id', 'the number 1'],
  ['Player', { ...PLAYER, id: -1n }, 'id', 'the bigint -1n'],
  ['Player', { ...PLAYER, id: 2n ** 64n }, 'id', 'the bigint 18446744073709551616n'],
  ['Player', { id: 1n }, 'name', 'nothing'],
  ['Player', { ...PLAYER, name: 'x'.repeat(25) }, 'name', 'the string'],
  ['Player', { ...PLAYER, team: 2 }, 'team', 'the number 2'],
  ['Player', { ...PLAYER, team: null }, 'team', 'null'],
  ['Player', { ...PLAYER, id: null }, 'id', 'null'],
  ['Velocity', { x: '1', y: 0, z: 0 }, 'x', 'the string "1"'],
  ['Count', { key: 256 }, 'key', 'the number 256'],
  ['Count', { key: 1.5 }, 'key', 'the number 1.5'],
  ['Count', { key: Number.NaN }, 'key', 'the number NaN'],
  ['Count', { key: '7' }, 'key', 'the string "7"'],
  ['Count', { key: 7n }, 'key', 'the bigint 7n'],
  ['Transform', { ...TRANSFORM, position: { x: 1 } }, 'position.y', 'nothing'],
  ['Transform', { ...TRANSFORM, position: 3 }, 'position', 'the number 3'],
  ['Transform', { ...TRANSFORM, position: { x: 1, y: 2, w: 3 } }, 'position.w', 'key "w"'],
  ['Transform', { ...TRANSFORM, rotation: [1, 2, 3] }, 'rotation', 'an array of length 3'],
  ['Transform', { ...TRANSFORM, rotation: [1, 2, 3, '4'] }, 'rotation[3]', 'the string "4"'],
  ['Transform', { ...TRANSFORM, speed: 1 }, 'speed', 'key "speed"'],
  ['Frozen', { x: 1 }, 'x', 'key "x"'],
])('%s refuses %p at %s', (name, data, field, got) => {
  const { code, table, field: refused, got: shown, message } = refusal(() => rowOf(name).$assign(data));
  expect({ code, table, field: refused }).toEqual({ code: 'FIELD_TYPE_MISMATCH', table: name.toLowerCase(), field });
  expect(shown).toContain(got);
  expect(message).toContain(`"${field}"`);
});

test.each([null, undefined, 1, 'text'])('%p is refused as data', (data) => {
  expect(refusal(() => rowOf('Player').$assign(data)).message).toContain('expects an object with id, name, team');
  expect(refusal(() => rowOf('Player').$patch(data)).code).toBe('FIELD_TYPE_MISMATCH');
});

test('omitted fields get their defaults', () => {
  const player = rowOf('Player');
  player.$assign(PLAYER);
  expect(player.toObject()).toEqual({ id: 1n, name: 'Ann', team: 0 });
  const transform = rowOf('Transform');
  transform.$assign(TRANSFORM);
  expect(transform.toObject()).toEqual({ position: { x: 1, y: 2, z: 0.5 }, rotation: [0, 0, 0, 1], target: null });
  const count = rowOf('Count');
  count.$assign({});
  expect(count.toObject()).toEqual({ key: 7 });
});

test('a tag accepts an empty object and returns one', () => {
  const frozen = rowOf('Frozen');
  frozen.$assign({});
  expect(frozen.toObject()).toEqual({});
});

test('a patch changes only the fields that it contains, also with null', () => {
  const row = rowOf('Transform');
  row.$assign({ ...TRANSFORM, target: 5n });
  row.$patch({ position: { x: 9, y: 9, z: 9 } });
  expect(row.toObject()).toMatchObject({ position: { x: 9, y: 9, z: 9 }, target: 5n });
  row.$patch({ target: null });
  expect(row.toObject()).toMatchObject({ position: { x: 9, y: 9, z: 9 }, target: null });
});

test('a row for reading has no setters, and neither have its nested values', () => {
  const buffer = new ArrayBuffer(2048);
  rowOf('Transform', 'createRowMut', buffer).$assign(TRANSFORM);
  const before = new Uint8Array(buffer.slice(0));
  const row = rowOf('Transform', 'createRow', buffer) as unknown as {
    position: { x: number };
    rotation: object;
    target: unknown;
  };
  expect(() => {
    row.target = 1n;
  }).toThrow(TypeError);
  expect(() => {
    row.position.x = 1;
  }).toThrow(TypeError);
  for (const name of ['set', 'view', '$assign']) expect(name in row.rotation).toBe(false);
  for (const name of ['$assign', '$patch']) expect(name in row || name in row.position).toBe(false);
  expect(new Uint8Array(buffer)).toEqual(before);
});

test('a row without a record throws', () => {
  const row = componentOf('Transform').createRow();
  expect(() => row.toObject()).toThrow(/outside its callback/);
});

test('a null nested value reads as null, and can be assigned again', () => {
  const row = rowOf('Everything') as unknown as { offset: { at: { x: number } } | null; $u8: Uint8Array };
  const pose = {
    flag: 1,
    path: [TRANSFORM.position, TRANSFORM.position, TRANSFORM.position],
    who: 0,
    rank: 10,
    big: -5,
  };
  row.offset = null;
  expect(row.offset).toBeNull();
  Object.assign(row, { offset: pose });
  expect(row.offset).toMatchObject({ flag: 1, rank: 10, big: -5, name: "it's" });
  expect((row.offset as { at: { x: number } } | null)?.at.x).toBe(1);
});
