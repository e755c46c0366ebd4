/** Writes the rebuilt state to a new directory, and reads it back. */

import { EPOCH_MAX } from '@ecsdb/runtime/storage';
import { createTarget, saveDatabase } from '../directory/index.js';
import type { Examination } from './examine.js';

/**
 * Returns the real path of the new directory. Throws errors of the file system as `storageError` makes them, after
 * deleting what was written.
 */
export function save(
  { directory, findings, schema, plan, store, nextSequence }: Examination,
  targetPath: string,
): string {
  const target = createTarget(targetPath, directory);
  saveDatabase(target, store, {
    schema,
    createdMs: findings.createdMs ?? Date.now(),
    epoch: findings.epoch < EPOCH_MAX ? findings.epoch + 1 : 1,
    version: plan.version,
    sequence: nextSequence,
    // As the database has written them.
    compression: findings.snapshots[0]?.compression ?? 'none',
  });
  return target;
}
