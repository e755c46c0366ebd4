/** The report on a directory: what is wrong with its files and its rows, how bad it is, and whether it opens. */

import { EcsDbError } from '@ecsdb/runtime';
import {
  checkStored,
  type DirectoryFault,
  type DirectoryFindings,
  type LockHolder,
  type RecoveryReport,
  type ViolationReport,
  withImpliedIndexes,
} from '@ecsdb/runtime/storage';
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
  /** `inconsistent`: the files are intact, and rows violate constraints of the schema. */
  readonly verdict: 'sound' | 'unfinished' | 'inconsistent' | 'damaged' | 'unsupported';
  readonly faults: readonly JudgedFault[];
  /** The rows that violate constraints of the stored schema; null if the rows cannot be read. */
  readonly violations: ViolationReport | null;
  /** Whether `Database.open` will succeed, with a schema that has the constraints of the stored one. */
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
  const isRefused = opening.version === null || (opening.hasToBeChecked && opening.violations?.count !== 0);
  const faults = [...findings.faults, ...contradictions(opening, findings)].map(
    ({ cause: _cause, ...fault }): JudgedFault => ({ ...fault, severity: severityOf(fault, openedBy !== undefined) }),
  );
  return {
    directory,
    verdict: verdictOn(faults, opening),
    faults,
    violations: opening.violations,
    opens: !isRefused,
    refusal: opening.refusal ?? (isRefused ? VIOLATED : null),
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

const VIOLATED = 'stored rows violate constraints of the schema, which were not enforced when they were written.';

interface Opening {
  readonly version: number | null;
  readonly violations: ViolationReport | null;
  /** The schema was stored before constraints were enforced, so an opening checks all rows. */
  readonly hasToBeChecked: boolean;
  /** The snapshots that cannot be used. */
  readonly setAside: RecoveryReport['setAside'];
  readonly refusal: string | null;
}

/** Recovers in memory, because files may be intact one by one and contradict each other, and checks the rows. */
function tryOpening(directory: string): Opening {
  try {
    const { recovered, store } = recoverState(directory, withImpliedIndexes);
    const { version, report, schema } = recovered;
    const hasToBeChecked = schema.enforced === undefined;
    return { version, violations: checkStored(store), hasToBeChecked, setAside: report.setAside, refusal: null };
  } catch (error) {
    if (!(error instanceof EcsDbError) || (error.code !== 'CORRUPT' && error.code !== 'FORMAT_UNSUPPORTED'))
      throw error;
    return { version: null, violations: null, hasToBeChecked: false, setAside: [], refusal: error.message };
  }
}

/** Snapshots that are intact as files and contradict themselves, which only applying them finds. */
function contradictions({ setAside }: Opening, { faults }: DirectoryFindings): DirectoryFault[] {
  return setAside
    .filter(({ file }) => faults.every((fault) => fault.file !== file))
    .map(({ file, case: label, reason }) => ({ file, case: label, reason }));
}

function verdictOn(faults: readonly JudgedFault[], { version, violations }: Opening): CheckReport['verdict'] {
  const has = (severity: Severity): boolean => faults.some((fault) => fault.severity === severity);
  if (has('unsupported')) return 'unsupported';
  if (has('damaged') || version === null) return 'damaged';
  if (violations !== null && violations.count > 0) return 'inconsistent';
  return has('unfinished') ? 'unfinished' : 'sound';
}
