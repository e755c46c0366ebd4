/** Copies a database to a replica, and creates an entity there. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { Replica, StateReplay, StateScan } from '@ecsdb/runtime/replica';

const schema = schemaFromDescriptor(JSON.parse(process.argv[2]));
const db = Database.memory(schema);
const point = db.component('point');
db.writeSync((tx) => tx.insert(tx.create(), point, { x: 7 }));

const scan = new StateScan(db);
const replica = new Replica(schema);
replica.apply((rows) => {
  const replay = new StateReplay(rows);
  for (let block = scan.next(); block !== undefined; block = scan.next()) replay.block(block);
  replay.finish();
});
replica.linkFreeIndexes();
replica.apply((rows) => rows.create());
replica.publish(db.version);
console.log(replica.db.count(replica.db.component('point')), replica.db.count());
