/**
 * Debug mode and generated code: everything that can be reached from a row throws after its callback has returned, also
 * inside later callbacks.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AnyComponent, Database, EcsDbError, type Entity, type Schema } from '@ecsdb/runtime';
import { Accessor } from '@ecsdb/runtime/codegen-v1';
import { expect, test } from '@jest/globals';
import { viewsOver } from '../../../runtime/src/memory/index.js';
import { compileText, everything, temporaryDirectory, writeFiles } from '../support/generated.js';

interface Generated {
  readonly arena: Schema;
  readonly Everything: AnyComponent;
}

interface Loop {
  forEach(visit: (row: object) => void): void;
}

const directory = temporaryDirectory();
writeFiles(directory, compileText(`${everything()}\n[queries.all]\nwrite = ["everything"]\n`));
const generated: Generated & { readonly all: (source: object) => Loop } = await import(
  pathToFileURL(join(directory, 'index.ts')).href
);
const { arena, Everything, all } = generated;

/** A value for every field. */
function data(): object {
  const row = Everything.createRow();
  row.$bind(viewsOver(new ArrayBuffer(4096), 0, 4096));
  row.$move(0);
  const zeros = row.toObject() as { offset: object; poses: object[] };
  return {
    ...zeros,
    nRank: 1,
    offset: { ...zeros.offset, rank: 1 },
    poses: zeros.poses.map((pose) => ({ ...pose, rank: 1 })),
  };
}

/** Reads of every value that can be reached from an accessor, and writes where there are setters. */
function usesOf(accessor: Accessor): (() => unknown)[] {
  const uses: (() => unknown)[] = [];
  const loose = accessor as Accessor & { [name: string]: unknown };
  for (const name of namesOf(accessor)) {
    const value = loose[name];
    if (value instanceof Accessor) uses.push(...usesOf(value));
    else {
      uses.push(() => loose[name]);
      uses.push(() => {
        loose[name] = value;
      });
    }
  }
  if ('at' in accessor && typeof accessor.at === 'function') {
    const { at, length } = accessor as Accessor & { at(index: number): unknown; length: number };
    for (let i = 0; i < Math.min(length, 3); i++) {
      const element = at.call(accessor, i);
      if (element instanceof Accessor) uses.push(...usesOf(element));
      else uses.push(() => at.call(accessor, i));
    }
  }
  return uses;
}

/** Properties with a getter, including those of base classes. */
function namesOf(accessor: Accessor): string[] {
  const names = new Set<string>();
  for (let one = Object.getPrototypeOf(accessor); one !== Object.prototype; one = Object.getPrototypeOf(one)) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(one) as PropertyDescriptorMap)) {
      if (get !== undefined && !name.startsWith('$')) names.add(name);
    }
  }
  return [...names];
}

test('in every way to lend it', () => {
  const db = Database.memory(arena, { debug: true });
  const entities = db.writeSync((tx) =>
    [0, 1].map(() => {
      const entity = tx.create();
      tx.insert(entity, Everything, data());
      return entity;
    }),
  ) as [Entity, Entity];
  const before = db.get(entities[1], Everything);
  db.writeSync((tx) => {
    const lend: ((entity: Entity, use: (row: object) => void) => void)[] = [
      (entity, use) => tx.read(entity, Everything, use),
      (entity, use) => tx.update(entity, Everything, use),
      (_, use) => tx.query(Everything.mut).forEach(use),
      (_, use) => all(tx).forEach(use),
      (_, use) => all(db).forEach(use),
      (_, use) => {
        for (const [row] of tx.query(Everything.mut)) use(row);
      },
    ];
    for (const keep of lend) {
      const kept: (() => unknown)[] = [];
      keep(entities[0], (row) => kept.push(...usesOf(row as Accessor)));
      expect(kept.length).toBeGreaterThan(100);
      for (const again of lend) {
        again(entities[1], () => expect(kept.filter((use) => !throws(use))).toEqual([]));
      }
    }
  });
  expect(db.get(entities[1], Everything)).toEqual(before);
});

/** Whether a use throws. JavaScript throws for a property without a setter. */
function throws(use: () => unknown): boolean {
  try {
    use();
    return false;
  } catch (error) {
    if (error instanceof EcsDbError) return error.code === 'TRANSACTION_ERROR';
    return error instanceof TypeError;
  }
}
