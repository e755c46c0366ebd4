/** Finds what can be saved of a directory, and rebuilds it in memory. Nothing is written. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import {
  Directory,
  type DirectoryFault,
  type DirectoryFindings,
  type FileSystem,
  faultError,
  inspectDirectory,
  parseSegmentName,
  SEQUENCE_MAX,
  type Store,
  VERSION_MAX,
} from '@ecsdb/runtime/storage';
import { dataBytes, SourceFileSystem } from '../directory/index.js';
import { Failure, withProgress } from '../terminal/index.js';
import { type Losses, lossesOf } from './losses.js';
import { type Plan, planRepair } from './plan.js';
import { type Readable, readAll } from './readable.js';
import { Contradiction, rebuild } from './rebuild.js';

export interface Examination {
  readonly directory: string;
  readonly findings: DirectoryFindings;
  readonly schema: SchemaDescriptor;
  readonly plan: Plan;
  readonly losses: Losses;
  /** There are no faults and no contradictions. */
  readonly isSound: boolean;
  readonly store: Store;
  /** Above the sequence number of every segment, unless that is the largest possible one. */
  readonly nextSequence: number;
}

/** Throws `FORMAT_UNSUPPORTED`, a `Failure` if nothing can be saved, and what the system throws. */
export function examine(directory: string): Examination {
  const bytes = dataBytes(directory);
  // The files are read three times: to inspect, to find intact frames after damage, and to rebuild.
  return withProgress('reading', bytes * 3, (progress) => examineWith(new SourceFileSystem(progress), directory));
}

function examineWith(fs: FileSystem, directory: string): Examination {
  const findings = inspectDirectory(new Directory(fs, directory));
  requireKnownFormat(directory, findings.faults);
  const newest = readAll(fs, directory, findings);
  if (newest.schema === undefined) throw nothingToSave(directory, 'no file contains a schema that can be read');
  const { readable, schema, plan, store, hasContradiction } = rebuildBest(fs, directory, findings, {
    ...newest,
    schema: newest.schema,
  });
  const losses = lossesOf(readable, plan, findings, hasContradiction);
  if (plan.version === 0) {
    const reason =
      losses.firstVersion === null
        ? 'nothing was ever committed'
        : 'no intact frame or snapshot can be reached without a gap';
    throw nothingToSave(directory, reason);
  }
  const sequences = fs.list(directory).map((name) => parseSegmentName(name)?.sequence ?? 0);
  const isSound = findings.faults.length === 0 && !hasContradiction;
  const next = Math.max(0, ...sequences) + 1;
  const nextSequence = next <= SEQUENCE_MAX ? next : 1;
  return { directory, findings, schema, plan, losses, isSound, store, nextSequence };
}

interface Rebuilt {
  readonly readable: Readable;
  readonly schema: SchemaDescriptor;
  readonly plan: Plan;
  readonly store: Store;
  readonly hasContradiction: boolean;
}

/**
 * If nothing can be saved with the newest schema, the files from before its migration may be intact: their state is
 * saved with their schema, and opening it migrates it again.
 */
function rebuildBest(
  fs: FileSystem,
  directory: string,
  findings: DirectoryFindings,
  newest: Readable & { readonly schema: SchemaDescriptor },
): Rebuilt {
  const best = { readable: newest, schema: newest.schema, ...planAndRebuild(fs, directory, newest.schema, newest) };
  if (best.plan.version > 0) return best;
  for (const schema of newest.olderSchemas) {
    const readable = readAll(fs, directory, findings, schema);
    const older = { readable, schema, ...planAndRebuild(fs, directory, schema, readable) };
    if (older.plan.version > 0) return older;
  }
  return best;
}

function planAndRebuild(
  fs: FileSystem,
  directory: string,
  schema: SchemaDescriptor,
  found: Readable,
): { readonly plan: Plan; readonly store: Store; readonly hasContradiction: boolean } {
  let readable = found;
  let hasContradiction = false;
  let versionMax = VERSION_MAX;
  for (;;) {
    const plan = planRepair(readable, versionMax);
    try {
      return { plan, store: rebuild(fs, directory, schema, plan), hasContradiction };
    } catch (error) {
      if (!(error instanceof Contradiction)) throw error;
      hasContradiction = true;
      // Each attempt has fewer choices; the last one is the empty database.
      if (error.version !== undefined) versionMax = error.version - 1;
      else if (plan.snapshot === undefined) versionMax = plan.version - 1;
      else readable = { ...readable, snapshots: readable.snapshots.filter((one) => one !== plan.snapshot) };
    }
  }
}

function requireKnownFormat(directory: string, faults: readonly DirectoryFault[]): void {
  const fault = faults.find(({ code }) => code === 'FORMAT_UNSUPPORTED');
  if (fault !== undefined) throw faultError(directory, fault);
}

function nothingToSave(directory: string, reason: string): Failure {
  return new Failure('NOTHING_TO_SAVE', `nothing of '${directory}' can be saved: ${reason}. Restore a backup.`);
}
