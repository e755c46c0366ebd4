/** What a repair loses. */

import type { DirectoryFault, DirectoryFindings } from '@ecsdb/runtime/storage';
import { isTornEnd } from '../directory/index.js';
import type { Plan } from './plan.js';
import type { Readable } from './readable.js';

export interface Losses {
  /** The first lost version; null if none is lost. */
  readonly firstVersion: number | null;
  /** The last lost version that any file mentions; null if none does. If `isOpen`, later ones may have existed. */
  readonly lastVersion: number | null;
  /** The number of lost transactions that are known. */
  readonly transactions: number;
  /** Bytes of the log that are damaged, or come after damage. */
  readonly bytes: number;
  /** The lost commits may include some that were acknowledged in `strict` mode. */
  readonly isAcknowledged: boolean;
  /** The last version cannot be known. */
  readonly isOpen: boolean;
}

/** `hasContradiction`: versions are lost whose checksums are right, so they were on the device. */
export function lossesOf(
  readable: Readable,
  { version }: Plan,
  { faults, newestSegment }: DirectoryFindings,
  hasContradiction: boolean,
): Losses {
  const { lastKnownVersion } = readable;
  const relevant = faults.filter((fault) => isRelevant(fault, version));
  // Without a manifest, the newest segments may be missing as well.
  const isUnlisted = newestSegment === null;
  const isKnown = lastKnownVersion > version;
  const isAcknowledged = relevant.length > 0 || isUnlisted || (hasContradiction && isKnown);
  return {
    firstVersion: isKnown || isAcknowledged ? version + 1 : null,
    lastVersion: isKnown ? lastKnownVersion : null,
    transactions: Math.max(0, lastKnownVersion - version),
    bytes: bytesAfter(readable, version),
    isAcknowledged,
    isOpen: isUnlisted || relevant.some(({ lastVersion }) => lastVersion === undefined),
  };
}

/** True for damage to versions that are not saved. A commit in a torn end was never acknowledged. */
function isRelevant(fault: DirectoryFault, version: number): boolean {
  const { firstVersion, lastVersion = Number.POSITIVE_INFINITY } = fault;
  return firstVersion !== undefined && lastVersion > version && !isTornEnd(fault);
}

/** Bytes of the log after the last frame that is saved or not needed, without frames that contain no transactions. */
function bytesAfter({ segments }: Readable, version: number): number {
  let sum = 0;
  for (const { pieces, gaps } of segments.toReversed()) {
    const saved = pieces.findLast((piece) => piece.lastVersion >= piece.firstVersion && piece.lastVersion <= version);
    const from = saved?.end ?? 0;
    for (const { start, end } of gaps) if (start >= from) sum += end - start;
    for (const { lastVersion, start, end } of pieces) if (lastVersion > version) sum += end - start;
    if (saved !== undefined) break;
  }
  return sum;
}
