/**
 * A program as its author writes it, to be bundled: opens a database, commits, takes snapshots, and reads what is there
 * after opening it again.
 */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';

async function run(descriptor, directory) {
  const schema = schemaFromDescriptor(descriptor);
  for (const durability of ['strict', 'interval', 'none']) {
    const db = await Database.open(schema, { directory, durability });
    const point = db.component('point');
    const entity = await db.write((tx) => {
      const created = tx.create();
      tx.insert(created, point, { x: 1 });
      return created;
    });
    const attached = attach(schema, share(db));
    await attached.update(entity, attached.component('point'), { x: 2 });
    await attached.close();
    await db.checkpoint();
    await db.close();
  }
  const db = await Database.open(schema, { directory });
  const rows = [];
  db.query(db.component('point')).forEach((row) => void rows.push(row.get('x')));
  await db.close();
  return { rows, snapshot: db.recovery?.snapshot?.windowEnd };
}

const [descriptor = '', directory = ''] = process.argv.slice(2);
run(JSON.parse(descriptor), directory).then(
  (result) => console.log(JSON.stringify(result)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
