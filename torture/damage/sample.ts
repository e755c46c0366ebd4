/** Directories to damage: ledgers in many small segments, one for each way in which a process can leave a directory. */

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
/** Longer than the idle time after which the log writes a seal. */
const IDLE_MS = 60;

export const SAMPLE_NAMES = ['closed', 'crashed', 'saved', 'sealed', 'unsynced', 'young'] as const;
export type SampleName = (typeof SAMPLE_NAMES)[number];

export interface Sample {
  readonly name: SampleName;
  /** Only copies of it are opened. */
  readonly fs: SimulatedFileSystem;
  /** The version that an opening finds. */
  readonly version: number;
  /** The same directory at earlier times. */
  readonly past: readonly SimulatedFileSystem[];
}

/** Opens the ledger in a directory; `durability` applies to what is written from then on. */
export function openLedger(
  runtime: Runtime,
  schema: Schema,
  fs: SimulatedFileSystem,
  durability: 'strict' | 'interval' = 'strict',
): Promise<Database> {
  // A minute between syncs is longer than a run takes.
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
 * - `crashed`: the same, but instead of the close a last group in a new segment, without a proof that it was synced.
 * - `saved`: the same as `closed`, with another snapshot before the close and no commit after it.
 * - `sealed`: the same as `crashed`, but a seal follows the last group.
 * - `unsynced`: several groups after the last sync, as `interval` mode leaves them.
 * - `young`: a database that was opened once, without snapshots.
 */
export function makeSample(runtime: Runtime, name: SampleName): Promise<Sample> {
  const clock = new VirtualClock(runtime);
  // With a virtual clock, the frames of a sample do not depend on the speed of the machine.
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
  // In strict mode acknowledged commits, and the proof of them, are on the device.
  const left = name === 'unsynced' ? fs.clone() : fs.clone().crash({ sectors: 'none', entries: 'none' });
  requireProof(name, left);
  return { name, fs: left, version, past };
}

/** A close or a seal proves that everything before it is on the device, so it must be there itself. */
function requireProof(name: SampleName, fs: SimulatedFileSystem): void {
  if (name !== 'closed' && name !== 'sealed') return;
  const proof = layoutOf(fs).last.frames.at(-1)?.type;
  require(proof === (name === 'closed' ? CLOSE : SEAL), `a log that is ${name} contains the proof after a crash`, () =>
    proof);
}

/** Three segments, two snapshots, and a process that closed the database. Returns earlier states of the directory. */
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
