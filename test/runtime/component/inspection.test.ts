/** Promise: rows of older generated code, whose internals are enumerable, also show only their fields. */

import { inspect } from 'node:util';
import { Database } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';

test('a row with enumerable internals is printed and serialised as its fields only', () => {
  const db = Database.memory(physics);
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, Body, { mass: 2, speed: [1.5, 2], owner: 2n ** 60n });
    return created;
  });
  db.read(entity, Body, (row) => {
    expect(inspect(row)).toBe('{ mass: 2, speed: [ 1.5, 2 ], owner: 1152921504606846976n }');
    expect(JSON.stringify(row)).toBe('{"mass":2,"speed":[1.5,2],"owner":"1152921504606846976"}');
    expect(JSON.stringify([row.speed])).toBe('[[1.5,2]]');
  });
});
