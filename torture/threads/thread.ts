/** A thread that is attached to the database: checks what it reads, and sends transactions that keep the sum. */

import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Entity } from '@ecsdb/runtime';
import type { AttachedDatabase, PinnedVersion } from '@ecsdb/runtime/threads';
import { Random } from '../framework/random.js';
import { loadRuntime } from '../framework/runtime.js';
import { CommitCheck } from './commit-check.js';
import type { Order, Report } from './protocol.js';
import { checkOf, SUM, scalesSchema, type Tables, tablesOf } from './schema.js';

/** The thread reports its progress after so many rows. */
const PROGRESS_ROWS = 200_000;
const PROGRESS_COMMITS = 200;
/** Transactions in flight at the same time. */
const IN_FLIGHT = 16;

const order = workerData as Order;
const random = new Random(order.seed);
const runtime = await loadRuntime(order.root);
const db = runtime.attach(scalesSchema(runtime), order.handle, { onError: reportViolation });
const tables = tablesOf(db);
let isAsked = true;
let rows = 0;
let pinnedVersions = 0;
let acknowledged = 0;
let lastVersion = 0;

parentPort?.once('message', () => {
  isAsked = false;
});

const hasOld = order.listens === 'old';
const commitCheck = new CommitCheck(hasOld);

try {
  if (order.listens !== 'no') db.onCommit(commitCheck.hear, { old: hasOld });
  if (order.role === 'reader') await keepReading();
  else if (order.role === 'producer') await keepSending();
  else await Promise.all([keepReading(), keepSending()]);
  await db.close();
  reportProgress();
  report({ kind: 'ended' });
} catch (error) {
  reportViolation(error);
}

async function keepReading(): Promise<void> {
  while (isAsked) {
    db.pinVersion((view) => check(view, db, tables));
    pinnedVersions++;
    if (rows > PROGRESS_ROWS) reportProgress();
    // Messages are received between pinned versions.
    if (pinnedVersions % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Checks that everything that is read under one pin is of one version. */
function check(view: PinnedVersion, outside: AttachedDatabase, { sample, left, right }: Tables): void {
  const { version } = view;
  if (version < lastVersion) throw new Error(`version ${version} came after ${lastVersion}`);
  lastVersion = version;
  let met = 0;
  view.query(sample).forEach((row, entity) => {
    met++;
    const value = row.get('value') as number;
    if (row.get('check') !== checkOf(value)) throw new Error(`version ${version}: entity ${entity} is torn: ${value}`);
  });
  if (met !== view.count(sample)) throw new Error(`version ${version}: ${met} rows of ${view.count(sample)}`);
  let sum = 0;
  const add = (row: { get(path: string): unknown }): void => {
    sum += row.get('amount') as number;
    met++;
  };
  view.query(left).forEach(add);
  view.query(right).forEach(add);
  if (sum !== SUM) throw new Error(`version ${version}: the sum is ${sum}`);
  if (outside.version !== version) throw new Error('the database must show the pinned version');
  rows += met;
}

async function keepSending(): Promise<void> {
  const own: Entity[] = [];
  const loop = async (): Promise<void> => {
    while (isAsked) {
      await send(own);
      if (++acknowledged % PROGRESS_COMMITS === 0) {
        reportProgress();
        if (random.oneIn(4)) await setTimeout(random.below(3));
        else await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, loop));
}

/** Creates an entity whose amounts cancel each other, or destroys one. */
async function send(own: Entity[]): Promise<void> {
  const { sample, left, right } = tables;
  const value = random.below(2 ** 31);
  if (own.length < 100 || random.oneIn(2)) {
    const entity = await db.write((tx) => {
      const created = tx.create();
      tx.insert(created, sample, { value, check: checkOf(value) });
      tx.insert(created, left, { amount: value });
      tx.put(created, right, { amount: -value });
      return created;
    });
    if (!db.isAlive(entity)) throw new Error(`entity ${entity} was acknowledged and is not alive`);
    own.push(entity);
    return;
  }
  const entity = own.splice(random.below(own.length), 1)[0] as Entity;
  if (random.oneIn(2)) {
    await db.update(entity, sample, { value, check: checkOf(value) });
    own.push(entity);
    return;
  }
  await db.write((tx) => tx.destroy(entity));
  if (db.isAlive(entity)) throw new Error(`entity ${entity} was destroyed and is alive`);
}

function reportProgress(): void {
  report({ kind: 'progress', rows, pinnedVersions, acknowledged, ...commitCheck.take() });
  rows = 0;
  pinnedVersions = 0;
  acknowledged = 0;
}

function reportViolation(error: unknown): void {
  report({ kind: 'violation', what: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

function report(message: Report): void {
  parentPort?.postMessage(message);
}
