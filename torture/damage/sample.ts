/** Directories to be damaged: ledgers in many small segments, each left in one of the ways in which a directory can be left. */

import type { Database, Schema } from '@ecsdb/runtime';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { VirtualClock } from '../framework/clock.js';
import type { Runtime } from '../framework/runtime.js';
import { require } from '../framework/violation.js';
import { Ledger } from '../ledger/ledger.js';
import { ledgerSchema } from '../ledger/schema.js';
import { CLOSE, layoutOf, SEAL } from './layout.js';

export const DIRECTORY = 'db';
const SEGMENT_BYTES = 4096;
/** Longer than the idleness after which the log is sealed. */
const IDLE_MS = 60;

export const SAMPLE_NAMES = ['closed', 'crashed', 'saved', 'sealed', 'unsynced', 'young'] as const;
export type SampleName = (typeof SAMPLE_NAMES)[number];

export interface Sample {
  readonly name: SampleName;
  /** Only copies of it are opened. */
  readonly fs: SimulatedFileSystem;
  /** What an opening comes to. */
  readonly version: number;
  /** The same directory at earlier times. */
  readonly past: readonly SimulatedFileSystem[];
}

/** Opens the ledger in a directory; `durability` matters to what is written from then on. */
export function openLedger(
  runtime: Runtime,
  schema: Schema,
  fs: SimulatedFileSystem,
  durability: 'strict' | 'interval' = 'strict',
): Promise<Database> {
  // A minute between syncs is longer than anything here takes.
  const intervalMs = 60_000;
  return runtime.Database.open(schema, {
    directory: DIRECTORY,
    fileSystem: fs,
    segmentBytes: SEGMENT_BYTES,
    durability,
    intervalMs,
  });
}

/**
 * - `closed`: two snapshots, segments before and after them, closed properly.
 * - `crashed`: the same, and instead of the close a last group in a segment of its own opening, with nothing to prove that it was synced.
 * - `saved`: the same, and closed after another snapshot, which nothing in the log changes.
 * - `sealed`: the same, but the last group is followed by a seal.
 * - `unsynced`: several groups after the last sync, as `interval` mode leaves them.
 * - `young`: a database that was opened once, without snapshots.
 */
export function makeSample(runtime: Runtime, name: SampleName): Promise<Sample> {
  const clock = new VirtualClock(runtime);
  // However slow the machine is, the log is idle when it is told to, and two samples have their frames in the same places.
  return clock.during(() => make(runtime, name, clock));
}

async function make(runtime: Runtime, name: SampleName, clock: VirtualClock): Promise<Sample> {
  const schema = ledgerSchema(runtime);
  const fs = new runtime.SimulatedFileSystem();
  const past = name === 'young' ? [] : await makePast(runtime, schema, fs);
  const ledger = new Ledger(await openLedger(runtime, schema, fs, name === 'unsynced' ? 'interval' : 'strict'));
  const { db } = ledger;
  if (name === 'young') await commitEach(ledger, 20);
  await commitEach(ledger, 3);
  await db.flush();
  past.push(fs.clone());
  switch (name) {
    case 'closed':
      await db.close();
      break;
    case 'saved':
      await db.checkpoint();
      await db.close();
      break;
    case 'sealed':
      await ledger.commitGroup(5);
      clock.advance(IDLE_MS);
      await db.flush();
      break;
    case 'unsynced':
      for (const size of [2, 1, 3, 1]) await ledger.commitGroup(size);
      break;
    case 'crashed':
    case 'young':
      await ledger.commitGroup(5);
      break;
  }
  const { version } = db;
  // What was acknowledged in strict mode, and the proof of it, is on the device.
  const left = name === 'unsynced' ? fs.clone() : fs.clone().crash({ sectors: 'none', entries: 'none' });
  requireProof(name, left);
  return { name, fs: left, version, past };
}

/** A close, or a seal, says that all before it is on the device; so it must be there itself. */
function requireProof(name: SampleName, fs: SimulatedFileSystem): void {
  if (name !== 'closed' && name !== 'sealed') return;
  const proof = layoutOf(fs).last.frames.at(-1)?.type;
  require(proof === (name === 'closed' ? CLOSE : SEAL), `a log that is ${name} says so, also after a crash`, () =>
    proof);
}

/** Three segments with two snapshots among them, and a process that closed the database. Answers what was there in between. */
async function makePast(runtime: Runtime, schema: Schema, fs: SimulatedFileSystem): Promise<SimulatedFileSystem[]> {
  const past: SimulatedFileSystem[] = [];
  const ledger = new Ledger(await openLedger(runtime, schema, fs));
  await commitEach(ledger, 16);
  past.push(fs.clone());
  await ledger.db.checkpoint();
  past.push(fs.clone());
  await ledger.commitGroup(4);
  await commitEach(ledger, 10);
  past.push(fs.clone());
  await ledger.db.checkpoint();
  past.push(fs.clone());
  await commitEach(ledger, 8);
  past.push(fs.clone());
  await ledger.db.close();
  past.push(fs.clone());
  return past;
}

async function commitEach(ledger: Ledger, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await ledger.commit();
}
