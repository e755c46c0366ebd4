/** Prints the kinds of operations that a listener hears, or the code of the error. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';

const db = Database.memory(schemaFromDescriptor(JSON.parse(process.argv[2])));
try {
  db.onCommit((commit) => console.log([...commit.operations()].map(({ kind }) => kind).join()));
  db.writeSync((tx) => tx.insert(tx.create(), db.component('point'), { x: 1 }));
} catch (error) {
  console.log(error.code);
}
