/** Prints what a watch reports, or the code of the error. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';

const db = Database.memory(schemaFromDescriptor(JSON.parse(process.argv[2])));
try {
  const point = db.component('point');
  db.watch(point, ({ inserted, changed }) => console.log(inserted.length, changed.length));
  db.writeSync((tx) => tx.insert(tx.create(), point, { x: 1 }));
} catch (error) {
  console.log(error.code);
}
