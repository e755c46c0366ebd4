/** What a repair would lose. */

import { type DirectoryFault, type DirectoryFindings, VERDICT } from '@ecsdb/runtime/storage';
import type { Plan } from './plan.js';
import type { Readable } from './readable.js';

export interface Losses {
  /** The first version that is lost; null when none is. */
  readonly firstVersion: number | null;
  /** The last one that anything tells of; null when none is known of. There may have been later ones where `isOpen`. */
  readonly lastVersion: number | null;
  /** As many as are known of. */
  readonly transactions: number;
  /** Of the log, damaged or cut off from what is sound. */
  readonly bytes: number;
  /** Commits may be among it that had been acknowledged in `strict` mode. */
  readonly isAcknowledged: boolean;
  /** Nobody can know what the last version was. */
  readonly isOpen: boolean;
}

/** `hasContradiction`: versions are given up whose checksums are right, so that they have been on the device. */
export function lossesOf(
  readable: Readable,
  { version }: Plan,
  { faults, newestSegment }: DirectoryFindings,
  hasContradiction: boolean,
): Losses {
  const { lastKnownVersion } = readable;
  const relevant = faults.filter((fault) => isRelevant(fault, version));
  // Without a manifest, the newest segments may have gone with it.
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

/** True for damage to versions that are not saved. What a crash has left unfinished was never acknowledged. */
function isRelevant(fault: DirectoryFault, version: number): boolean {
  const { firstVersion, lastVersion = Number.POSITIVE_INFINITY } = fault;
  return firstVersion !== undefined && lastVersion > version && !isTorn(fault);
}

/** True for an end of the log as a crash leaves it. */
export function isTorn({ case: label }: DirectoryFault): boolean {
  return label in VERDICT && VERDICT[label as keyof typeof VERDICT] === 'torn';
}

/** Bytes of the log behind the last frame that is saved or made unnecessary, but for frames without transactions. */
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
