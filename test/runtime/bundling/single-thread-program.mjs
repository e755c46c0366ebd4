/** A program that uses no other threads, to be bundled. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';

const [descriptor = ''] = process.argv.slice(2);
const db = Database.memory(schemaFromDescriptor(JSON.parse(descriptor)));
const entity = db.writeSync((tx) => tx.create());
console.log(db.isAlive(entity));
