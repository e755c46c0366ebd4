/**
 * Numbers that are so high that the next ones could not be stored in names or headers: case D10. No real database
 * reaches them.
 */

import { EPOCH_MAX, MANIFEST, type Manifest, SEQUENCE_MAX, VERSION_MAX } from '../directory/index.js';
import type { OnFault } from './fault.js';
import type { SegmentFile } from './segments.js';
import type { Snapshots } from './snapshots.js';

export function checkNumbers(
  manifest: Manifest | undefined,
  segments: readonly SegmentFile[],
  snapshots: Snapshots,
  onFault: OnFault,
): void {
  if (manifest !== undefined) {
    check(MANIFEST, 'segment', manifest.newestSegment, SEQUENCE_MAX);
    check(MANIFEST, 'opening', manifest.identity.epoch, EPOCH_MAX);
  }
  for (const { name, sequence, firstVersion, header } of segments) {
    check(name, 'segment', sequence, SEQUENCE_MAX);
    check(name, 'version', firstVersion, VERSION_MAX);
    check(name, 'opening', header.identity.epoch, EPOCH_MAX);
  }
  for (const { name, version, header } of snapshots.files) {
    check(name, 'version', version, VERSION_MAX);
    check(name, 'opening', header.identity.epoch, EPOCH_MAX);
  }

  function check(file: string, what: string, number: number, max: number): void {
    if (number <= max) return;
    onFault({
      case: 'D10',
      file,
      offset: 0,
      reason: `the file is of ${what} ${number}, and the highest that a database can continue from is ${max}`,
    });
  }
}
