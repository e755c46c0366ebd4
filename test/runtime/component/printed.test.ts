/** What `console.log` shows of databases, transactions, queries, lookups and operations: what they are, no memory. */

import { inspect } from 'node:util';
import { Database, type DynamicRow, type Entity, type Lookup, type Operation, type Transaction } from '@ecsdb/runtime';
import { lookupOne } from '@ecsdb/runtime/codegen-v1';
import { attach, share } from '@ecsdb/runtime/threads';
import { beforeEach, expect, test } from '@jest/globals';
import { schemaOfToml } from '../support/toml.js';

const schema = schemaOfToml(`
[tables.player]
fields = [{ name = "name", type = "string<8>", unique = true }, { name = "team", type = "u8", indexed = true }]
[tables.frozen]
fields = []
[tables.velocity]
fields = [{ name = "x", type = "f32" }]
`);

let db: Database;
let players: readonly Entity[];
beforeEach(() => {
  db = Database.memory(schema);
  players = db.writeSync((tx) =>
    Array.from({ length: 12 }, (_, i) => {
      const entity = tx.create();
      tx.insert(entity, db.component('player'), { name: `p${i}`, team: i % 4 });
      return entity;
    }),
  );
});

test('a lookup shows its index and the first entities', () => {
  const component = db.component('player');
  expect(inspect(db.lookup(component, 'team', 1))).toBe(
    `[Lookup of player.by.team: ${players[1]}, ${players[5]}, ${players[9]}]`,
  );
  expect(inspect(db.lookup(component, 'team', 9))).toBe('[Lookup of player.by.team: no entity]');
  expect(inspect(db.lookup(component, 'team', 1, { limit: 2 }))).toBe(
    `[Lookup of player.by.team: ${players[1]}, ${players[5]}]`,
  );
  expect(inspect(db.lookup(component, 'name'))).toMatch(/^\[Lookup of player\.by\.name: (\d+, ){9}\d+ and more\]$/);
});

test('a lookup of a transaction shows its changes; after the end, it says so', () => {
  const component = db.component('player');
  const kept = db.writeSync((tx): Lookup => {
    tx.update(players[0] as Entity, component, { team: 7 });
    const found = tx.lookup(component, 'team', 7);
    expect(inspect(found)).toBe(`[Lookup of player.by.team: ${players[0]}]`);
    return found;
  });
  expect(inspect(kept)).toMatch(/^\[Lookup of player\.by\.team: TRANSACTION_ERROR: .*ended/);
});

test('a key to watch shows its index and its values', () => {
  const byName = lookupOne<DynamicRow, [name: string]>(db.component('player'), 0);
  expect(inspect(byName.key('p1'))).toBe('[LookupKey of player.by.name: p1]');
});

test('databases and transactions show the name of their schema and their version', async () => {
  expect(inspect(db)).toBe('[Database of "test": version 1]');
  let kept: Transaction | undefined;
  db.writeSync((tx) => {
    kept = tx;
    expect(inspect(tx)).toBe('[Transaction of "test"]');
  });
  expect(inspect(kept)).toMatch(/^\[Transaction of "test": TRANSACTION_ERROR: .*ended/);
  const attached = attach(schema, share(db));
  expect(inspect(attached)).toBe('[AttachedDatabase of "test": version 1]');
  attached.pinVersion((view) => expect(inspect(view)).toBe('[PinnedVersion of "test": version 1]'));
  await attached.close();
  expect(inspect(attached)).toMatch(/^\[AttachedDatabase of "test": CHANNEL_CLOSED: /);
  await db.close();
  expect(inspect(db)).toMatch(/^\[Database of "test": CHANNEL_CLOSED: /);
});

test('a query shows its terms', () => {
  const [a, b, c] = [db.component('player'), db.component('frozen'), db.component('velocity')];
  expect(inspect(db.query(a).without(b).withAny(b, c))).toBe(
    '[Query of player without frozen with any of frozen, velocity]',
  );
  db.writeSync((tx) => {
    expect(inspect(tx.query(a.mut, c.mut.optional).with(b))).toBe(
      '[Query of player.mut, velocity.mut.optional with frozen]',
    );
  });
});

test('a builder shows how much it has collected', async () => {
  const component = db.component('player');
  const builder = db.transaction().delete(players[0] as Entity, component);
  builder.delete(players[1] as Entity, component);
  expect(inspect(builder)).toBe('[TransactionBuilder of one transaction: 2 operations]');
  await builder.commit();
  expect(inspect(builder)).toMatch(/commit\(\)/);
});

test('an operation shows its row', async () => {
  const component = db.component('player');
  let operations: readonly Operation[] = [];
  let texts: string[] = [];
  db.onCommit((commit) => {
    operations = [...commit.operations()];
    texts = operations.map((one) => inspect(one, { breakLength: 200 }));
  });
  await db.write((tx) => {
    tx.update(players[0] as Entity, component, { team: 9 });
    tx.delete(players[1] as Entity, component);
  });
  expect(texts.sort()).toEqual([
    `{ kind: 'delete', entity: ${players[1]}, table: 'player' }`,
    `{ kind: 'update', entity: ${players[0]}, table: 'player', changed: { name: 'p0', team: 9 } }`,
  ]);
  await db.write((tx) => tx.create());
  expect(texts).toEqual([expect.stringContaining("kind: 'create'")]);
});

test('an operation that is kept shows no row', async () => {
  let kept: Operation | undefined;
  db.onCommit((commit) => {
    [kept] = commit.operations();
  });
  await db.write((tx) => tx.update(players[0] as Entity, db.component('player'), { team: 9 }));
  expect(inspect(kept)).toBe(`{ kind: 'update', entity: ${players[0]}, table: 'player' }`);
});
