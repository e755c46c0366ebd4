/** Chooses from what is readable the newest state that can be reached without a gap. */

import type { Readable, ReadableSegment, ReadableSnapshot } from './readable.js';
import type { Piece } from './segment-parts.js';

export interface Plan {
  /** Where to begin; undefined for the empty database. */
  readonly snapshot: ReadableSnapshot | undefined;
  /** What to apply to it, in this order. */
  readonly steps: readonly Step[];
  /** What that leads to. */
  readonly version: number;
}

export interface Step {
  readonly segment: ReadableSegment;
  readonly piece: Piece;
}

/**
 * A snapshot with a window needs the log up to the window's end, or it is not exact. Of two ways to the same version, the one with the
 * newer snapshot is shorter. `versionMax` is set when what comes later was found to contradict itself.
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

/** True when what comes next does not go on from what was taken last: then one of them belongs to another history. */
function contradicts(last: Step | undefined, before: ReadableSegment | undefined, { segment, piece }: Step): boolean {
  if (last?.segment !== before) return last?.segment === segment && last.piece.end === piece.start;
  return before !== undefined && deniesEnd(segment, before);
}

/** True when a segment says of the one before that it ended otherwise. */
function deniesEnd({ header, sequence }: ReadableSegment, before: ReadableSegment): boolean {
  const last = before.pieces.at(-1);
  if (last === undefined || header === undefined || before.sequence + 1 !== sequence) return false;
  const { previous } = header;
  if (last.lastVersion > previous.lastVersion) return true;
  // Where the end of the one before is damaged, its last frame may be missing.
  const isWhole = before.gaps.every(({ start }) => start < last.end);
  return isWhole && (last.end !== previous.length || last.checksum !== previous.checksum);
}
