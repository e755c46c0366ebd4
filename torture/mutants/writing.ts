/** What is written, and in which order. */

import { condition, type Mutant, omit, replace } from './mutant.js';

export const WRITING: readonly Mutant[] = [
  {
    name: 'strict: groups are not synced',
    edits: [condition('sync-when-due', 'writer.isDirty && (isDue || (requests & (SYNC | CLOSE)) !== 0)')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'strict: a commit is acknowledged before it is durable',
    edits: [replace('acknowledge-durable', "if (durability === 'strict' || this.#isEnding) return true;")],
    caughtBy: 'acknowledged',
  },
  {
    name: 'flush: it does not request a sync',
    edits: [omit('flush-requests-sync')],
    caughtBy: 'crash, interval',
  },
  {
    name: 'interval: nothing is synced without a request',
    edits: [replace('interval-is-due', 'const isDue = false;'), omit('interval-wakes')],
    caughtBy: 'crash, interval',
  },
  {
    name: 'short writes: of a group, the rest is not written',
    edits: [condition('segment-short-write', 'false')],
    caughtBy: 'proofs',
  },
  {
    name: 'short writes: of a file, the rest is not written',
    edits: [condition('file-short-write', 'done === 0 && bytes.length > 0')],
    caughtBy: 'proofs',
  },
  {
    name: 'scrap: bytes of a write that failed stay in the file',
    edits: [replace('has-scrap', 'return false;')],
    caughtBy: 'proofs',
  },
  {
    name: 'manifest: a new segment is not named before groups are written to it',
    edits: [omit('rotate-announces')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'manifest: the first segment is not named before groups are written to it',
    edits: [omit('begin-announces'), omit('announce-again')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'manifest: one that a full device refused is not written later',
    edits: [omit('announce-again')],
    caughtBy: 'manifests without room',
  },
  {
    name: 'manifest: a new database has none before its first segment',
    edits: [omit('new-manifest')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'frames: their durable version is ahead of the syncs',
    edits: [replace('append-durable-version', 'this.append(frames, start, end, tail.writtenVersion);')],
    caughtBy: 'crash, none',
  },
  {
    name: 'frames: each group of a batch claims that the group before it is durable',
    edits: [
      replace(
        'seal-frame',
        `const view = new DataView(frames.buffer, frames.byteOffset + at);
        checksum = completeFrame(frames, at, salt, Number(view.getBigUint64(16, true)) - 1, checksum);`,
      ),
    ],
    caughtBy: 'crash, none',
  },
  {
    name: 'snapshots: the log that the second-newest one needs is deleted',
    edits: [replace('retention-window', 'const windowStart = newest.header.windowStart;')],
    caughtBy: 'missing',
  },
  {
    name: 'snapshots: only one is kept',
    edits: [
      replace('retention-two', 'const [newest, ...older] = validSnapshots(directory, names);\nconst second = newest;'),
    ],
    caughtBy: 'missing',
  },
  {
    name: 'snapshots: the segment that contains the window start is deleted',
    edits: [replace('retention-segments', 'return needed < 0 ? [] : segments.slice(0, needed + 1);')],
    caughtBy: 'missing',
  },
  {
    name: 'snapshots: the window ends where it begins',
    edits: [replace('snapshot-window', 'const windowEnd = windowStart;')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'snapshots: the header is on the device before the rest',
    edits: [omit('sync-snapshot'), omit('snapshot-sync-rate')],
    caughtBy: 'crash, snapshots',
  },
];
