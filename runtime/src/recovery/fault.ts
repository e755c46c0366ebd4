/** Faults that recovery finds, as data: the first one becomes the error of an opening; an inspection collects all. */

import type { HeaderFault } from '../directory/index.js';
import { EcsDbError, type ErrorCode, type ErrorFacts } from '../errors.js';
import { joinPath } from '../fs/index.js';
import type { RecoveryCase } from '../log/index.js';

export interface DirectoryFault {
  readonly case: RecoveryCase;
  /** `CORRUPT` if absent. */
  readonly code?: 'FORMAT_UNSUPPORTED' | 'NOT_A_DATABASE';
  /** Name of the file in the directory; absent for a fault of the directory itself. */
  readonly file?: string;
  /** Where in the file, in bytes. */
  readonly offset?: number;
  /** What is wrong, as a sentence without its full stop. */
  readonly reason: string;
  /** The first and the last version at risk; the last one is absent if it is unknown. */
  readonly firstVersion?: number;
  readonly lastVersion?: number;
  /** Opening with `recovery: 'point-in-time'` would accept it. */
  readonly isSuspect?: true;
  readonly cause?: unknown;
  /** What to do, as a sentence, if that does not follow from the code. */
  readonly advice?: string;
  /** Further facts: table, entity, what was expected and what was found. */
  readonly facts?: ErrorFacts;
}

/** Called with each fault. If it returns and does not throw, the search continues as far as possible. */
export type OnFault = (fault: DirectoryFault) => void;

/** The error that an opening throws for a fault. */
export function faultError(directory: string, fault: DirectoryFault): EcsDbError {
  const { code = 'CORRUPT', file, offset, firstVersion, lastVersion, cause } = fault;
  const path = file === undefined ? directory : joinPath(directory, file);
  const command = `ecsdb repair ${quoted(directory)} --out <new dir>`;
  const facts: ErrorFacts = {
    ...fault.facts,
    path,
    case: fault.case,
    ...(offset === undefined ? {} : { offset }),
    ...(firstVersion === undefined ? {} : { firstVersion }),
    ...(lastVersion === undefined ? {} : { lastVersion }),
    ...(code === 'CORRUPT' ? { command } : {}),
  };
  const place = offset === undefined ? '' : `, byte ${offset}`;
  const what = `'${path}'${place}: ${fault.reason} (case ${fault.case}).`;
  const message = `${what}${risk(fault)} ${advice(fault, code, command)}`;
  return new EcsDbError(code, message, facts, cause === undefined ? undefined : { cause });
}

function risk({ code, firstVersion, lastVersion }: DirectoryFault): string {
  // Data that another version of ecsdb can read is not at risk.
  if (code !== undefined || firstVersion === undefined) return '';
  if (lastVersion === undefined) return ` Version ${firstVersion} and all later versions are at risk.`;
  if (lastVersion === firstVersion) return ` Version ${firstVersion} is at risk.`;
  return ` Versions ${firstVersion} to ${lastVersion} are at risk.`;
}

function advice({ isSuspect, advice: own }: DirectoryFault, code: ErrorCode, command: string): string {
  if (own !== undefined) return own;
  switch (code) {
    case 'FORMAT_UNSUPPORTED':
      return 'Use a newer version of ecsdb: the one that wrote the file, or a later one.';
    case 'NOT_A_DATABASE':
      return 'Give the directory of a database, or an empty one.';
    default: {
      const repair = `Nothing was changed. To save the intact data into a new directory, run: ${command}`;
      const alternative =
        "; to continue without these versions if they were never acknowledged, open with recovery: 'point-in-time'";
      return isSuspect ? `${repair}${alternative}.` : `${repair}.`;
    }
  }
}

function quoted(path: string): string {
  return /^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** Faults of headers that another version of ecsdb may be able to read. */
const UNSUPPORTED: ReadonlySet<HeaderFault['fault']> = new Set(['major', 'features', 'algorithm']);

/** The fault of a directory that contains a file with this header: cases D4 and D6. */
export function headerFault({ fault, text, facts, advice }: HeaderFault, file: string): DirectoryFault {
  const place = {
    file,
    offset: 0,
    reason: `the file ${text}`,
    ...(facts === undefined ? {} : { facts }),
    ...(advice === undefined ? {} : { advice }),
  };
  return UNSUPPORTED.has(fault) ? { case: 'D6', code: 'FORMAT_UNSUPPORTED', ...place } : { case: 'D4', ...place };
}
