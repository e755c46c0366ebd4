/**
 * Scenarios of many-tables.test.ts, in a process of their own: a failure may abort the process. Prints its findings as
 * JSON.
 */

import { Worker } from 'node:worker_threads';
import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { DeclaredQuery } from '@ecsdb/runtime/codegen-v1';
import { attach, share } from '@ecsdb/runtime/threads';

function schemaOf(tables) {
  const field = { type: 'u32', size: 4, align: 4, name: 'x', property: 'x', offset: 0, nullable: false };
  const table = (_, tableId) => ({
    name: `t${tableId}`,
    tableId,
    size: 4,
    align: 4,
    layoutHash: tableId.toString(16).padStart(16, '0'),
    nullBitmap: null,
    fields: [field],
  });
  const names = { name: 'many', version: '1.0.0', hash: '0'.repeat(32) };
  return schemaFromDescriptor({
    ...names,
    enums: [],
    customTypes: [],
    queries: [],
    tables: Array.from({ length: tables }, table),
  });
}

/** Inserts `rows` rows into each table. Adjacent tables have rows of the same entities. */
function fill(db, rows = 1, value = (table) => table, components = db.schema.components) {
  db.writeSync((tx) => {
    let entities = [];
    for (const [position, component] of components.entries()) {
      if (position % 8 === 0) entities = Array.from({ length: rows }, () => tx.create());
      for (const entity of entities) tx.insert(entity, component, { x: value(component.TABLE_ID) });
    }
  });
}

/** Sum over all rows of the tables. */
function sumOf(db, components = db.schema.components) {
  let sum = 0;
  for (const component of components) {
    db.query(component).forEach((row) => {
      sum += row.get('x');
    });
  }
  return sum;
}

function codeOf(run) {
  try {
    run();
    return 'none';
  } catch (error) {
    return error.code;
  }
}

function open(count, tables) {
  const schema = schemaOf(tables);
  return Array.from({ length: count }, () => Database.memory(schema));
}

const scenarios = {
  'the most tables that a schema can have'() {
    const [db] = open(1, 65_535);
    // Rows in all of them take twenty seconds, most of which V8 needs for the buffers.
    const filled = db.schema.components.filter((_, position) => position % 8 === 6);
    fill(db, 1, (table) => table, filled);
    const stats = db.stats();
    return { sum: sumOf(db, filled), tables: stats.tables.length, named: db.component('t65534').TABLE_ID };
  },

  'many databases'() {
    const few = open(1000, 20);
    const many = open(20, 1000);
    for (const db of [...few, ...many]) fill(db);
    return { sums: [few[0], few[999], many[0], many[19]].map((db) => sumOf(db)) };
  },

  'one entity in ever more tables'() {
    const [db] = open(1, 20_000);
    const { components } = db.schema;
    const entity = db.writeSync((tx) => tx.create());
    // Each is a set of tables that no entity had before.
    for (const [x, component] of components.entries()) db.writeSync((tx) => tx.insert(entity, component, { x }));
    const tables = components.filter((component) => db.has(entity, component)).length;
    const sum = sumOf(db);
    db.writeSync((tx) => tx.destroy(entity));
    return { tables, sum, left: components.reduce((rows, component) => rows + db.count(component), 0) };
  },

  async 'more tables than can be shared'() {
    const [db] = open(1, 3000);
    fill(db);
    const code = codeOf(() => share(db));
    const [smaller] = open(1, 1000);
    fill(smaller);
    const codeOfThird = codeOf(() => share(smaller, { sides: 3 }));
    const handle = share(smaller);
    const codeOfNext = codeOf(() => share(open(1, 1000)[0]));
    fill(db);
    fill(smaller);
    const attached = attach(smaller.schema, handle);
    const seen = attached.count(smaller.schema.components[999]);
    await attached.close();
    await smaller.close();
    return { code, codeOfThird, codeOfNext, seen, sum: sumOf(db) };
  },

  async 'large tables when no growable buffers are left'() {
    const shared = open(2, 680);
    for (const db of shared) share(db);
    const [large] = open(1, 6);
    for (const rows of [50_000, 250_000]) fill(large, rows, () => 1);
    const code = codeOf(() => share(large));
    return { sum: sumOf(large), code, shared: shared.length };
  },

  async 'databases shared and closed, one after the other, and kept'() {
    const kept = [];
    const schema = schemaOf(100);
    for (let i = 0; i < 44; i++) {
      const db = Database.memory(schema);
      fill(db);
      share(db);
      kept.push(db);
      await db.close();
    }
    return { kept: kept.length, code: codeOf(() => kept[0].count()) };
  },

  async 'databases that were shared, attached to and closed'() {
    const schema = schemaOf(2);
    const known = [];
    for (let i = 0; i < 20; i++) {
      const db = Database.memory(schema);
      const attached = attach(schema, share(db));
      const entity = db.writeSync((tx) => tx.create());
      await attached.insert(entity, schema.components[0], { x: i });
      known.push(new WeakRef(db), new WeakRef(attached));
      // Long enough for the owner to sleep until the thread rings its bell.
      await new Promise((resolve) => setTimeout(resolve, 5));
      await attached.close();
      await new Promise((resolve) => setTimeout(resolve, 5));
      await db.close();
    }
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      globalThis.gc();
    }
    return { areMostCollected: known.filter((ref) => ref.deref() !== undefined).length <= 4 };
  },

  async 'databases that were shared, queried and closed, and are kept'() {
    const known = [];
    const Plain = globalThis.SharedArrayBuffer;
    globalThis.SharedArrayBuffer = class extends Plain {
      constructor(bytes, options) {
        super(bytes, options);
        if (this.growable) known.push(new WeakRef(this));
      }
    };
    const kept = [];
    const loopOver = (reader, [first, second]) => {
      reader.query(first).forEach(() => {});
      const iterator = reader.query(first, second)[Symbol.iterator]();
      kept.push(reader, iterator, iterator.next());
    };
    for (let i = 0; i < 10; i++) {
      const [db] = open(1, 2);
      fill(db);
      const { components } = db.schema;
      const attached = attach(db.schema, share(db));
      loopOver(db, components);
      loopOver(attached, components);
      db.writeSync((tx) => loopOver(tx, components));
      await attached.close();
      await db.close();
    }
    const made = known.length;
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      globalThis.gc();
    }
    const left = known.filter((ref) => ref.deref() !== undefined).length;
    return { made, left, kept: kept.length };
  },

  async 'a declared query over a database that is not used any more'() {
    const declared = new DeclaredQuery({
      name: 'none',
      rows: [],
      with: [],
      without: [],
      loops: () => () => 'a loop',
      mutLoops: () => () => 'a loop',
    });
    const use = () => {
      const [db] = open(1, 2);
      fill(db);
      return { ref: new WeakRef(db), loop: db.$declared(declared), again: declared.over(db) };
    };
    const { ref, loop, again } = use();
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      globalThis.gc();
    }
    return { loop, again, isCollected: ref.deref() === undefined };
  },

  async 'threads with databases of their own'() {
    const threads = Array.from({ length: 3 }, () => {
      const worker = new Worker(new URL(import.meta.url), { argv: ['one thread of three'], stdout: true });
      return new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('exit', resolve);
      });
    });
    return { exits: await Promise.all(threads) };
  },

  'one thread of three'() {
    const [db] = open(1, 1300);
    fill(db);
    share(db);
    return { sum: sumOf(db) };
  },

  'little address space'() {
    const [db] = open(1, 20);
    fill(db, 100_000, () => 1);
    const { tables } = share(db);
    fill(db, 100_000, () => 1);
    const reserved = tables
      .flatMap((table) => [...table.records, ...table.sparse])
      .map(({ buffer }) => buffer.maxByteLength);
    return { sum: sumOf(db), atLeast: Math.min(...reserved) >= 2 ** 20, areAlike: new Set(reserved).size <= 2 };
  },
};

process.stdout.write(JSON.stringify(await scenarios[process.argv[2]]()));
process.exit(0);
