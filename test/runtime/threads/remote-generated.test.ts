/**
 * Updates from an attached thread through generated code set the same bytes as updates of the owner, whatever fields
 * they name.
 */

import { pathToFileURL } from 'node:url';
import { type AnyComponent, type DynamicData, type Entity, NO_ENTITY, type Schema } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Values } from '../../../torture/golden/values.js';
import { compileText, everything, temporaryDirectory, writeFiles } from '../../generator/support/generated.js';
import { Logged, Remote, stateOf } from './remote-support.js';

const directory = temporaryDirectory();
const files = compileText(everything());

test('every table of a schema that uses every feature', async () => {
  writeFiles(directory, files);
  const module: { readonly [name: string]: unknown } = await import(pathToFileURL(`${directory}/index.ts`).href);
  const schema = Object.values(module).find(isSchema) as Schema;
  const remote = new Remote(schema);
  const local = new Logged(schema);
  const values = new Values(schema.descriptor, [NO_ENTITY, 1 as Entity]);
  const entities: Entity[] = [];
  remote.write((tx) => void entities.push(tx.create(), tx.create()));
  // The same ids are reserved in both databases.
  for (const id of remote.issued) if (!entities.includes(id)) local.db.store.entities.issue();
  for (const _ of entities) local.db.store.entities.issue();
  local.db.writeSync((tx) => {
    for (const entity of entities) tx.store.entities.spawn(entity);
  });
  const [entity, source] = entities as [Entity, Entity];

  const tables = schema.components.filter(({ fields }) => fields.length > 0);
  expect(tables.length).toBeGreaterThan(3);
  for (const component of tables) {
    // `values` uses the names of the schema, so rows are written by path and read by property.
    const fill = (): void => {
      const byPath = values.row(component.descriptor) as DynamicData;
      for (const { db } of [remote, local]) {
        db.writeSync((tx) => tx.put(source, db.component(component.TABLE_NAME), byPath));
      }
    };
    fill();
    const first = remote.db.get(source, component);
    remote.write((tx) => tx.insert(entity, component, first));
    local.db.writeSync((tx) => tx.insert(entity, component, first));
    fc.assert(
      fc.property(fc.subarray(component.fields.map(({ property }) => property)), (properties) => {
        fill();
        const change = partOf(remote.db.get(source, component), properties);
        remote.write((tx) => tx.update(entity, component, change));
        local.db.writeSync((tx) => tx.update(entity, component, change));
        expect(stateOf(remote.db.store, 'published')).toEqual(stateOf(local.db.store, 'published'));
      }),
      { numRuns: 15 },
    );
    // A row is valid data, with its nested values.
    remote.db.read(source, component, (row) => remote.write((tx) => tx.put(entity, component, row)));
    local.db.read(source, component, (row) => local.db.writeSync((tx) => tx.put(entity, component, row)));
    fill();
    remote.db.read(source, component, (row) => remote.write((tx) => tx.update(entity, component, row)));
    local.db.read(source, component, (row) => local.db.writeSync((tx) => tx.update(entity, component, row)));
    expect(remote.db.get(entity, component)).toEqual(remote.db.get(source, component));
    expect(stateOf(remote.db.store, 'published')).toEqual(stateOf(local.db.store, 'published'));
  }
});

function partOf(row: object, properties: readonly string[]): object {
  return Object.fromEntries(Object.entries(row).filter(([property]) => properties.includes(property)));
}

function isSchema(value: unknown): boolean {
  return (value as { readonly components?: readonly AnyComponent[] } | null)?.components !== undefined;
}
