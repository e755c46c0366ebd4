/** A process that commits one item after the other, with snapshots in between, until its standard input ends. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { schemaFromJson } from '@ecsdb/runtime/storage';

const [directory, schemaJson] = process.argv.slice(2);
const db = await Database.open(schemaFromDescriptor(schemaFromJson(schemaJson)), {
  directory,
  segmentBytes: 4096,
  checkpointBytes: 8192,
});
const item = db.component('item');
let isAsked = false;
process.stdin.on('end', () => {
  isAsked = true;
});
process.stdin.resume();

for (let n = 1; !isAsked; n++) {
  await db.write((tx) => tx.insert(tx.create(), item, { n, name: `item-${n}` }));
  process.stdout.write(`${n}\n`);
  // More snapshots than the length of the log causes: each one deletes files.
  if (n % 25 === 0) await db.checkpoint();
}
await db.close();
