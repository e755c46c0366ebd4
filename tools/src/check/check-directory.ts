/** The report on a directory: what is wrong, how bad it is, and whether the database opens. */

import { EcsDbError } from '@ecsdb/runtime';
import type { DirectoryFault, DirectoryFindings, LockHolder, RecoveryReport } from '@ecsdb/runtime/storage';
import { inspect, isTornEnd, lockHolderOf, noDatabase, recoverState } from '../directory/index.js';

/**
 * - `damaged`: bytes differ from what was written, or files are missing.
 * - `unfinished`: the end of the log as a crash leaves it; it contains no commit that was acknowledged in `strict`
 *   mode.
 * - `being-written`: the same while a process has the database open.
 * - `unsupported`: written by a newer version of ecsdb.
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
  /** The message of the error that `Database.open` throws; null if it opens. */
  readonly refusal: string | null;
  /** What an opening finds; null if it is refused. */
  readonly version: number | null;
  readonly openedBy: LockHolder | null;
  readonly findings: DirectoryFindings;
}

/** Throws `Failure`s, and errors of the file system as `storageError` makes them. */
export function checkDirectory(directory: string): CheckReport {
  const openedBy = lockHolderOf(directory);
  const findings = inspect(directory, openedBy !== undefined);
  if (findings.isNew) throw noDatabase(directory);
  const opening = tryOpening(directory);
  const faults = [...findings.faults, ...contradictions(opening, findings)].map(
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

function severityOf(fault: DirectoryFault, isOpen: boolean): Severity {
  if (fault.code === 'FORMAT_UNSUPPORTED') return 'unsupported';
  if (!isTornEnd(fault)) return 'damaged';
  return isOpen ? 'being-written' : 'unfinished';
}

interface Opening {
  readonly version: number | null;
  /** The snapshots that cannot be used. */
  readonly setAside: RecoveryReport['setAside'];
  readonly refusal: string | null;
}

/** Recovers in memory, because files may be intact one by one and contradict each other. */
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

/** Snapshots that are intact as files and contradict themselves, which only applying them finds. */
function contradictions({ setAside }: Opening, { faults }: DirectoryFindings): DirectoryFault[] {
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
