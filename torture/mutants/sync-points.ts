/** Syncs, by the names that docs/format.md gives them. */

import { condition, type Mutant, omit, replace } from './mutant.js';

const CLAIM_DURABLE = 'this.#tail.durableVersion = this.#tail.writtenVersion;';

export const SYNC_POINTS: readonly Mutant[] = [
  {
    name: 'sync-group: a group is acknowledged without a sync',
    edits: [replace('group-sync', CLAIM_DURABLE)],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-group: a synchronous commit is acknowledged without a sync',
    edits: [omit('tail-sync')],
    caughtBy: 'crash, writeSync',
  },
  {
    name: 'sync-group: a group counts as synced before it is',
    edits: [omit('append-needs-sync')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-group, before a seal: the seal claims more than is on the device',
    edits: [
      replace('group-sync-before-seal', CLAIM_DURABLE),
      condition('seal-when-synced', '!this.#isSealed && now - this.#lastCommitAt >= SEAL_AFTER_MS'),
    ],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-group, before the close: the close claims more than is on the device',
    edits: [
      replace('group-sync-before-close', CLAIM_DURABLE),
      condition('sync-when-due', "writer.isDirty && (durability === 'strict' || isDue || (requests & SYNC) !== 0)"),
    ],
    caughtBy: 'proofs',
  },
  { name: 'sync-seal', edits: [omit('sync-seal')], caughtBy: 'proofs' },
  { name: 'sync-close', edits: [omit('sync-close')], caughtBy: 'proofs' },
  { name: 'sync-part', edits: [omit('sync-part')], caughtBy: 'groups in parts' },
  { name: 'sync-scrap', edits: [omit('sync-scrap')], caughtBy: 'proofs' },
  { name: 'sync-predecessor', edits: [omit('sync-predecessor')], caughtBy: 'proofs' },
  { name: 'sync-segment', edits: [omit('sync-segment')], caughtBy: 'crash, strict' },
  { name: 'sync-segment-directory', edits: [omit('sync-segment-directory')], caughtBy: 'openings' },
  { name: 'sync-manifest', edits: [omit('new-file-sync')], caughtBy: 'crash, strict' },
  { name: 'sync-manifest-directory', edits: [omit('sync-manifest-directory')], caughtBy: 'crash, strict' },
  { name: 'sync-window', edits: [omit('sync-window')], caughtBy: 'crash, a snapshot' },
  { name: 'sync-snapshot', edits: [omit('sync-snapshot')], caughtBy: 'crash, snapshots' },
  { name: 'sync-snapshot-directory', edits: [omit('sync-snapshot-directory')], caughtBy: 'crash, snapshots' },
  { name: 'sync-torn-end', edits: [omit('sync-torn-end')], caughtBy: 'repairs' },
  { name: 'sync-torn-end-directory', edits: [omit('sync-torn-end-directory')], caughtBy: 'repairs' },
  { name: 'sync-rewrite', edits: [omit('sync-rewrite')], caughtBy: 'repairs' },
  { name: 'sync-migrated-files', edits: [omit('sync-migrated-files')], caughtBy: 'migrations' },
  { name: 'sync-migrated-snapshot', edits: [omit('sync-migrated-snapshot')], caughtBy: 'migrations' },
  { name: 'sync-rewrite-directory', edits: [omit('sync-rewrite-directory')], caughtBy: 'openings' },
];
