/**
 * A server in a process of its own: `node server-process.mjs <port> <directory or ->`. It prints its port. Then each
 * line of its input is a number: so many transactions, one in each turn of the event loop.
 */

import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { serve, view } from '@ecsdb/sync/server';

const [port, directory, descriptor] = process.argv.slice(2);
const schema = schemaFromDescriptor(JSON.parse(descriptor));
const db = directory === '-' ? Database.memory(schema) : await Database.open(schema, { directory });
const tick = db.component('tick');
const body = db.component('body');

if (db.count(tick) === 0) {
  await db.write((tx) => {
    tx.put(tx.create(), tick, { number: 0 });
    for (let i = 0; i < 100; i++) tx.put(tx.create(), body, { x: 0, y: 0 });
  });
}

/** The entities with a row of the component, and the value of its field. */
function valuesOf(component, field) {
  const values = [];
  db.query(component).forEach((row, entity) => {
    values.push([entity, row.get(field)]);
  });
  return values;
}

async function advance(count) {
  const ticks = valuesOf(tick, 'number');
  const bodies = valuesOf(body, 'x');
  for (let i = 0; i < count; i++) {
    await db.write((tx) => {
      for (const [entity, number] of ticks) tx.update(entity, tick, { number: number + i + 1 });
      for (const [entity, x] of bodies) tx.update(entity, body, { x: x + i + 1 });
    });
    await setImmediate();
  }
}

const views = { all: view({ tables: [tick, body] }) };
const server = await serve(db, { port: Number(port), host: '127.0.0.1', authenticate: () => ({}), views });
console.log(server.port);
for await (const line of createInterface({ input: process.stdin })) await advance(Number(line));
