/** Correct and wrong uses. Each marked line must be a compile error, and no other line may be one. */

import { Database, type DynamicData, type Entity, type Reader, type Stored } from '@ecsdb/runtime';
import { bodies } from '../support/bodies.js';
import { Body, type BodyData, Mark, type MarkData, physics } from '../support/body.js';

const db = Database.memory(physics);
const entity: Entity = db.writeSync((tx) => tx.create());

// An entity is a number, but a number is not an entity.
const plain: number = entity;
// @ts-expect-error
const wrongEntity: Entity = 5;
// @ts-expect-error
db.get(5, Body);

// A transaction cannot be asynchronous.
// @ts-expect-error
db.writeSync(async () => {});
// @ts-expect-error
await db.write(async (tx) => tx.create());
// @ts-expect-error
await db.write(() => Promise.resolve(1));
const created: Entity = await db.write((tx) => tx.create());

// Data.
db.writeSync((tx) => {
  tx.insert(entity, Body, { mass: 1 });
  tx.insert(entity, Body, { mass: 1, speed: [1, 2], owner: null });
  tx.insert(entity, Mark);
  tx.insert(entity, Mark, {});
  // @ts-expect-error
  tx.insert(entity, Mark, { mass: 1 });
  // @ts-expect-error
  tx.insert(entity, Body);
  // @ts-expect-error
  tx.insert(entity, Body, {});
  // @ts-expect-error
  tx.put(entity, Body, { mass: '1' });
  // @ts-expect-error
  tx.insert(entity, Body, { mass: 1, weight: 2 });
  // @ts-expect-error
  tx.insert(entity, Body, { mass: 1, speed: [1, 2, 3] });
  // @ts-expect-error
  tx.insert(entity, Body, { mass: 1, owner: 5 });
  tx.update(entity, Body, { owner: 5n });
  // @ts-expect-error
  tx.update(entity, Body, { mass: 5n });
  // @ts-expect-error
  tx.update(entity, Body, { weight: 5 });
  tx.update(entity, Body, (row) => {
    row.mass = 5;
    row.speed = [1, 2];
    row.speed.set(0, 1);
    // @ts-expect-error
    row.owner = 5;
    // @ts-expect-error
    row.mass = null;
  });
});
// Many at once.
db.writeSync((tx) => {
  const ids: Entity[] = tx.createMany(2);
  tx.createMany(2, [Mark]);
  tx.createMany(2, [Body, Mark], [{ mass: 1 }, {}]);
  tx.createMany(2, [Body, Mark], (body, mark, which, i) => {
    const id: Entity = which;
    const position: number = i;
    body.mass = position;
    // @ts-expect-error
    body.weight = 1;
    // @ts-expect-error
    mark.mass;
    void id;
  });
  tx.insertMany(ids, Body, { mass: 1 });
  tx.insertMany(tx.query(Mark), Body, [{ mass: 1 }, { mass: 2 }]);
  tx.insertMany(ids, Mark);
  tx.insertMany(ids, Body, (body, which, i) => {
    const id: Entity = which;
    body.mass = i;
    // @ts-expect-error
    body.owner = 5;
    void id;
  });
  const count: number = tx.deleteMany(ids, Body) + tx.destroyMany(tx.query(Body, Mark));
  // @ts-expect-error
  tx.createMany('2');
  // @ts-expect-error
  tx.createMany(2, Mark);
  // @ts-expect-error
  tx.createMany(2, [Body]);
  // @ts-expect-error
  tx.createMany(2, [Mark, Body]);
  // @ts-expect-error
  tx.createMany(2, [Body], { mass: 1 });
  // @ts-expect-error
  tx.createMany(2, [Body], [{ mass: '1' }]);
  // @ts-expect-error
  tx.createMany(2, [Body, Mark], [{ mass: 1 }]);
  // @ts-expect-error
  tx.createMany(2, [Body], (body: string) => void body);
  // @ts-expect-error
  tx.insertMany(ids, Body);
  // @ts-expect-error
  tx.insertMany([1, 2], Mark);
  // @ts-expect-error
  tx.insertMany(entity, Mark);
  // @ts-expect-error
  tx.insertMany(ids, Body, [{ mass: 1 }, {}]);
  // @ts-expect-error
  tx.insertMany(ids, Body, { weight: 1 });
  // @ts-expect-error
  tx.deleteMany(ids);
  // @ts-expect-error
  tx.deleteMany(ids, 'body');
  // @ts-expect-error
  tx.destroyMany(entity);
  // @ts-expect-error
  db.insertMany(ids, Mark);
  void count;
});
db.transaction().insertMany([entity], Mark).deleteMany([entity], Mark).destroyMany([entity]);

// @ts-expect-error
await db.insert(entity, Body, { mass: null });
// @ts-expect-error
db.transaction().put(entity, Body, { mass: 1, owner: 1 });

// Components.
// @ts-expect-error
db.count({});
// @ts-expect-error
db.get(entity, 'body');
// @ts-expect-error
db.query(Body, 'mark');
// @ts-expect-error
db.has(entity, Body.mut);
// @ts-expect-error
db.query(Body).with(Mark.mut);

// Only a transaction writes.
// @ts-expect-error
db.query(Body.mut);
db.writeSync((tx) =>
  tx.query(Body.mut, Mark).forEach((body) => {
    body.mass = 1;
  }),
);

// A function can read a database or a transaction.
function total(source: Reader): number {
  let sum = 0;
  source.query(Body).forEach((body) => {
    sum += body.mass;
  });
  return sum + source.count(Body);
}
const totals: readonly number[] = [total(db), db.writeSync((tx) => total(tx))];

// Rows that are read cannot be written.
db.read(entity, Body, (row) => {
  const mass: number = row.mass;
  // @ts-expect-error
  row.mass = mass;
  // @ts-expect-error
  row.speed = [1, 2];
  // @ts-expect-error
  row.speed.set(0, 1);
  // @ts-expect-error
  row.speed.view();
  // @ts-expect-error
  row.$assign({ mass: 1 });
});
db.query(Body, Mark).forEach((body, mark, which) => {
  const id: Entity = which;
  // @ts-expect-error
  body.mass = 1;
  // @ts-expect-error
  mark.mass;
  void id;
});
for (const [body, which] of db.query(Body)) {
  const id: Entity = which;
  // @ts-expect-error
  body.mass = 1;
  // @ts-expect-error
  const mass: string = body.mass;
  void [id, mass];
}
db.writeSync((tx) => {
  tx.query(Body.mut, Mark).forEach((body) => {
    body.mass = 1;
  });
  for (const [body] of tx.query(Body)) {
    // @ts-expect-error
    body.mass = 1;
  }
});

// Optional rows and alternatives.
for (const [body, mark, which] of db.query(Body, Mark.optional).withAny(Body, Mark)) {
  const id: Entity = which;
  const mass: number = body.mass;
  mark?.toObject();
  // @ts-expect-error
  mark.toObject();
  void [id, mass];
}
db.query(Mark, Body.optional).forEach((_, body) => {
  const mass: number | undefined = body?.mass;
  // @ts-expect-error
  body.mass;
  // @ts-expect-error
  if (body) body.mass = 1;
  void mass;
});
db.writeSync((tx) => {
  tx.query(Mark, Body.mut.optional).forEach((_, body) => {
    if (body) body.mass = 1;
    // @ts-expect-error
    body.mass = 1;
  });
});
// @ts-expect-error
db.query(Mark, Body.mut.optional);
// @ts-expect-error
Body.optional.mut;
// @ts-expect-error
Body.optional.optional;
// @ts-expect-error
db.query(Mark).with(Body.optional);
// @ts-expect-error
db.query(Mark).withAny();
// @ts-expect-error
db.query(Mark).withAny(Body.optional);
// @ts-expect-error
db.has(entity, Body.optional);

// Copies of matches.
const firstMatch: [Stored<BodyData>, Stored<MarkData> | undefined, Entity] | undefined = db
  .query(Body, Mark.optional)
  .first();
const matches: [Stored<BodyData>, Entity][] = db.query(Body).toArray();
// @ts-expect-error
db.query(Body).first()[0];
// @ts-expect-error
firstMatch?.[1].toString();
for (const [body] of matches) {
  const [x, y]: readonly [number, number] = body.speed;
  // @ts-expect-error
  body.mass = 1;
  void [x, y];
}

// Columns that are read cannot be written.
bodies(db).runs((run) => {
  const column = run.body.column('mass');
  const masses: number = column.array[column.first] ?? 0;
  column.copyTo(new Uint32Array(run.count));
  column.copyTo(new Array<number>(run.count));
  // @ts-expect-error
  column.array[0] = masses;
  // @ts-expect-error
  column.array.set([1]);
  // @ts-expect-error
  column.array.subarray(0)[0] = 1;
  // @ts-expect-error
  column.array.buffer;
  // @ts-expect-error
  column.copyTo(column.array);
  // @ts-expect-error
  column.copyTo(column.array.subarray(1));
  // @ts-expect-error
  run.entities[0] = entity;
  // @ts-expect-error
  run.$tables[0]?.column('mass');
});

// A row that is read has every field.
const copy: Stored<BodyData> = db.get(entity, Body);
const speed: readonly [number, number] = copy.speed;
const owner: bigint | null = copy.owner;
// @ts-expect-error
const wrongOwner: bigint = copy.owner;
// @ts-expect-error
const certain: Stored<BodyData> = db.tryGet(entity, Body);
// @ts-expect-error
copy.mass = 1;

// The entity record.
const record = db.entity(entity);
const mass: number = record.get(Body).mass;
const hash: string = record.archetype;
const everyone: Entity[] = [...db.entities(), await db.create()];
// @ts-expect-error
db.entity(5);
// @ts-expect-error
record.get(Body).weight;
// @ts-expect-error
record.archetype = '';
// @ts-expect-error
db.create({ mass: 1 });
for (const [component, data] of record) {
  const name: string = component.TABLE_NAME;
  // @ts-expect-error
  data.mass = 1;
  void name;
}

// Components without generated code.
const dynamic = db.component('body');
const data: DynamicData = db.get(entity, dynamic);
db.read(entity, dynamic, (row) => {
  row.get('mass');
  // @ts-expect-error
  row.set('mass', 1);
  // @ts-expect-error
  row.mass;
});

// Only the factory methods open a database.
// @ts-expect-error
new Database(physics);
// @ts-expect-error
db.version = 5;

// Watches.
const noQuery = (): number => 5;
const stopped: () => void = db.watch(entity, ({ inserted, destroyed }) => [inserted.length, destroyed]);
db.watch(entity, Body, ({ changed }) => changed.map((one) => db.get(one, Body)));
db.watch(Body, ({ deleted, reset }) => [deleted.length, reset]);
db.watch(bodies, ({ inserted }) => inserted.length);
db.watch(db.query(Body, Mark.optional), ({ changed }) => changed.length);
// @ts-expect-error
db.watch(Body, ({ destroyed }) => destroyed);
// @ts-expect-error
db.watch(5, () => {});
// @ts-expect-error
db.watch('body', () => {});
// @ts-expect-error
db.watch(Body);
// @ts-expect-error
db.watch(bodies(db), () => {});
// @ts-expect-error
db.watch(noQuery, () => {});
// @ts-expect-error
db.watch(Body.mut, () => {});

export const used: readonly unknown[] = [
  totals,
  plain,
  wrongEntity,
  created,
  speed,
  owner,
  wrongOwner,
  certain,
  data,
  mass,
  hash,
  everyone,
  firstMatch,
  stopped,
];
