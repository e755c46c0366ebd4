/**
 * The process that is killed: opens the ledger, commits with several writers at once, and reports what the database
 * told it.
 */

import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Database } from '@ecsdb/runtime';
import { systemCodeOf } from '@ecsdb/runtime/storage';
import { Random } from '../framework/random.js';
import { loadRuntime } from '../framework/runtime.js';
import { Ledger, show } from '../ledger/ledger.js';
import { ledgerSchema } from '../ledger/schema.js';
import type { Order, Report } from './protocol.js';

const STANDARD_OUTPUT = 1;

/** One of so many commits of a writer is undone, blocks the process, or is followed by a pause. */
const UNDONE_ONE_IN = 20;
const BLOCKING_ONE_IN = 25;
const PAUSE_ONE_IN = 15;
const PAUSE_MS_MAX = 5;

const order = JSON.parse(process.argv[2] ?? '') as Order;
const random = new Random(order.seed);
let reportedDurable = 0;

try {
  await live();
} catch (error) {
  fail(error);
}

/** Until it is killed. */
async function live(): Promise<void> {
  const runtime = await loadRuntime();
  const schema = ledgerSchema(runtime);
  const { directory, durability, intervalMs, segmentBytes, checkpointBytes, commitsPerLife } = order;
  const options = { directory, durability, intervalMs, segmentBytes, checkpointBytes };
  for (;;) {
    report({ kind: 'opening' });
    const db = await runtime.Database.open(schema, { ...options, onWarning: fail });
    const { version, durableVersion, recovery } = db;
    const wasClosed = recovery?.wasClosed ?? null;
    const dropped = recovery?.dropped?.bytes ?? 0;
    report({ kind: 'opened', version, durableVersion, shown: show(db), wasClosed, dropped });
    await work(db, commitsPerLife === undefined ? Number.POSITIVE_INFINITY : random.below(commitsPerLife));
    report({ kind: 'closing' });
    await db.close();
    report({ kind: 'closed' });
  }
}

async function work(db: Database, commits: number): Promise<void> {
  const ledger = new Ledger(db);
  let left = commits;
  const write = async (own: Random): Promise<void> => {
    while (left-- > 0) await writeOnce(ledger, own);
  };
  const writers = Array.from({ length: order.writers }, () => write(random.fork()));
  if (order.isCheckpointing) snapshots(db).catch(fail);
  await Promise.all(writers);
}

async function writeOnce(ledger: Ledger, own: Random): Promise<void> {
  const { db } = ledger;
  if (own.oneIn(UNDONE_ONE_IN)) await ledger.regret();
  const { number, id } = own.oneIn(BLOCKING_ONE_IN) ? ledger.commitSync() : await ledger.commit();
  const { version, durableVersion } = db;
  if (version < number) throw new Error(`transaction ${number} was acknowledged at version ${version}`);
  if (order.durability === 'strict' && durableVersion < number) {
    throw new Error(`transaction ${number} was acknowledged while the durable version was ${durableVersion}`);
  }
  report({ kind: 'acknowledged', number, id });
  reportDurable(durableVersion);
  if (own.oneIn(PAUSE_ONE_IN)) await setTimeout(own.below(PAUSE_MS_MAX));
  else if (order.durability !== 'strict') await new Promise((resolve) => setImmediate(resolve));
}

function reportDurable(version: number): void {
  if (version === reportedDurable) return;
  reportedDurable = version;
  report({ kind: 'durable', version });
}

async function snapshots(db: Database): Promise<void> {
  for (;;) {
    const { version } = await db.checkpoint();
    report({ kind: 'snapshot', version });
  }
}

function fail(error: unknown): never {
  report({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  process.exit(1);
}

/** The report is in the pipe when this returns, so it survives a kill of this process. */
function report(line: Report): void {
  let left = Buffer.from(`${JSON.stringify(line)}\n`);
  while (left.length > 0) left = left.subarray(writeSome(left));
}

/** Returns the number of bytes written: 0 while the pipe is full, because Node makes it non-blocking. */
function writeSome(bytes: Uint8Array): number {
  try {
    return writeSync(STANDARD_OUTPUT, bytes);
  } catch (error) {
    if (systemCodeOf(error) !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return 0;
  }
}
