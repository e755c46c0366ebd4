/**
 * Prints the kinds of operations that a listener of an attached database hears, or the code of the error. Owner and
 * attached database are in one thread, so the owner must record before.
 */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';

const schema = schemaFromDescriptor(JSON.parse(process.argv[2]));
const db = Database.memory(schema);
try {
  db.commitsSince(0);
} catch {
  // A bundle without the owner's feed.
}
const attached = attach(schema, share(db));
try {
  attached.onCommit((commit) => {
    console.log([...commit.operations()].map(({ kind }) => kind).join());
    attached.close();
  });
  db.writeSync((tx) => tx.insert(tx.create(), db.component('point'), { x: 1 }));
} catch (error) {
  console.log(error.code);
  attached.close();
}
