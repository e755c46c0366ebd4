/** Chooses the newest state that the readable files lead to without a gap. */

import type { Readable, ReadableSegment, ReadableSnapshot } from './readable.js';
import type { Piece } from './segment-parts.js';

export interface Plan {
  /** The start; undefined for the empty database. */
  readonly snapshot: ReadableSnapshot | undefined;
  /** Applied to the start in this order. */
  readonly steps: readonly Step[];
  /** The result. */
  readonly version: number;
}

export interface Step {
  readonly segment: ReadableSegment;
  readonly piece: Piece;
}

/**
 * A snapshot with a window needs the log up to the window's end; without it the snapshot is not exact. Of two plans for
 * the same version, the one with the newer snapshot is shorter. `versionMax` excludes versions that were found to
 * contradict themselves.
 */
export function planRepair({ segments, snapshots }: Readable, versionMax: number): Plan {
  const plans = [...snapshots, undefined]
    .filter((snapshot) => (snapshot?.windowEnd ?? 0) <= versionMax)
    .map((snapshot) => planFrom(segments, snapshot, versionMax))
    .filter(({ snapshot, version }) => version >= (snapshot?.windowEnd ?? 0));
  return plans.reduce((best, plan) => (plan.version > best.version ? plan : best));
}

function planFrom(
  segments: readonly ReadableSegment[],
  snapshot: ReadableSnapshot | undefined,
  versionMax: number,
): Plan {
  const steps: Step[] = [];
  let version = snapshot?.windowStart ?? 0;
  for (const [i, segment] of segments.entries()) {
    for (const piece of segment.pieces) {
      if (piece.lastVersion <= version) continue;
      const isGap = piece.firstVersion > version + 1;
      const isForeign = steps.length > 0 && contradicts(steps.at(-1), segments[i - 1], { segment, piece });
      if (isGap || isForeign || version >= versionMax) return { snapshot, steps, version };
      steps.push({ segment, piece });
      version = Math.min(piece.lastVersion, versionMax);
    }
  }
  return { snapshot, steps, version };
}

/** True if the next piece does not continue the last step. Then one of the two belongs to another history. */
function contradicts(last: Step | undefined, before: ReadableSegment | undefined, { segment, piece }: Step): boolean {
  if (last?.segment !== before) return last?.segment === segment && last.piece.end === piece.start;
  return before !== undefined && deniesEnd(segment, before);
}

/** True if the header of a segment describes another end of the segment before it. */
function deniesEnd({ header, sequence }: ReadableSegment, before: ReadableSegment): boolean {
  const last = before.pieces.at(-1);
  if (last === undefined || header === undefined || before.sequence + 1 !== sequence) return false;
  const { previous } = header;
  if (last.lastVersion > previous.lastVersion) return true;
  // If the end of the segment before is damaged, its last frame may be missing.
  const isWhole = before.gaps.every(({ start }) => start < last.end);
  return isWhole && (last.end !== previous.length || last.checksum !== previous.checksum);
}
