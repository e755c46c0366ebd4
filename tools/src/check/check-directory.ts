/** Everything that is to be said about a directory: what is wrong, how bad that is, and whether it opens. */

import { EcsDbError } from '@ecsdb/runtime';
import {
  type DirectoryFault,
  type DirectoryFindings,
  type LockHolder,
  lockHolder,
  type RecoveryReport,
  storageError,
  VERDICT,
} from '@ecsdb/runtime/storage';
import { noDatabase, recoverState } from '../directory/index.js';
import { inspectSteadily } from './inspect-steadily.js';

/**
 * - `damaged`: something is not as it was written.
 * - `unfinished`: the end of the log, as a crash leaves it; nothing that was acknowledged in `strict` mode is in it.
 * - `being-written`: the same while a process has the database open.
 * - `unsupported`: made by another version of ecsdb.
 */
type Severity = 'damaged' | 'unfinished' | 'being-written' | 'unsupported';

export interface JudgedFault extends Omit<DirectoryFault, 'cause'> {
  readonly severity: Severity;
}

export interface CheckReport {
  readonly directory: string;
  readonly verdict: 'sound' | 'unfinished' | 'damaged' | 'unsupported';
  readonly faults: readonly JudgedFault[];
  /** Whether `Database.open` will succeed. */
  readonly opens: boolean;
  /** Why it will not, if the faults do not say so. */
  readonly refusal: string | null;
  /** What an opening will find; null when it is refused. */
  readonly version: number | null;
  readonly openedBy: LockHolder | null;
  readonly findings: DirectoryFindings;
}

/** Throws `Failure`s, and errors of the file system as `storageError` has them. */
export function checkDirectory(directory: string): CheckReport {
  const openedBy = holderOf(directory);
  const findings = inspectSteadily(directory, openedBy !== undefined);
  if (findings.isNew) throw noDatabase(directory);
  const opening = tryOpening(directory);
  const faults = [...findings.faults, ...contradictory(opening, findings)].map(
    ({ cause: _cause, ...fault }): JudgedFault => ({ ...fault, severity: severityOf(fault, openedBy !== undefined) }),
  );
  return {
    directory,
    verdict: verdictOn(faults, opening),
    faults,
    opens: opening.version !== null,
    refusal: opening.refusal,
    version: opening.version,
    openedBy: openedBy ?? null,
    findings,
  };
}

function holderOf(directory: string): LockHolder | undefined {
  try {
    return lockHolder(directory);
  } catch (error) {
    throw storageError(error, 'reading the lock', directory);
  }
}

function severityOf({ case: label, code }: DirectoryFault, isOpen: boolean): Severity {
  if (code === 'FORMAT_UNSUPPORTED') return 'unsupported';
  const isTorn = label in VERDICT && VERDICT[label as keyof typeof VERDICT] === 'torn';
  if (!isTorn) return 'damaged';
  return isOpen ? 'being-written' : 'unfinished';
}

interface Opening {
  readonly version: number | null;
  /** The snapshots that cannot be used. */
  readonly setAside: RecoveryReport['setAside'];
  readonly refusal: string | null;
}

/** Recovers in memory: files may be sound each by itself and contradict each other. */
function tryOpening(directory: string): Opening {
  try {
    const { version, report } = recoverState(directory).recovered;
    return { version, setAside: report.setAside, refusal: null };
  } catch (error) {
    if (!(error instanceof EcsDbError) || (error.code !== 'CORRUPT' && error.code !== 'FORMAT_UNSUPPORTED'))
      throw error;
    return { version: null, setAside: [], refusal: error.message };
  }
}

/** Snapshots that are sound as files and make no sense: that shows only when they are applied. */
function contradictory({ setAside }: Opening, { faults }: DirectoryFindings): DirectoryFault[] {
  return setAside
    .filter(({ file }) => faults.every((fault) => fault.file !== file))
    .map(({ file, case: label, reason }) => ({ file, case: label, reason }));
}

function verdictOn(faults: readonly JudgedFault[], { version }: Opening): CheckReport['verdict'] {
  const has = (severity: Severity): boolean => faults.some((fault) => fault.severity === severity);
  if (has('unsupported')) return 'unsupported';
  if (has('damaged') || version === null) return 'damaged';
  return has('unfinished') ? 'unfinished' : 'sound';
}
