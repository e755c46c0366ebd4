/** What is written, and in which order. */

import { edit, without } from './edit.js';
import type { Mutant } from './mutant.js';

export const WRITING: readonly Mutant[] = [
  {
    name: 'strict: groups are not synced',
    edits: [edit('durable/log-service.js', "(durability === 'strict' || isDue", '(isDue')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'strict: a commit is acknowledged when it is handed over',
    edits: [
      edit(
        'durable/durable-log.js',
        "if (durability === 'strict' || this.#isEnding)\n            return this.#control.durableVersion >= this.#submitted;",
        "if (durability === 'strict' || this.#isEnding)\n            return true;",
      ),
    ],
    caughtBy: 'acknowledged',
  },
  {
    name: 'flush: it does not ask for a sync',
    edits: [without('durable/durable-log.js', 'this.#control.request(SYNC);')],
    caughtBy: 'crash, interval',
  },
  {
    name: 'interval: nothing is synced by itself',
    edits: [
      edit('durable/log-service.js', "const isDue = durability === 'interval' && ", 'const isDue = false && '),
      edit('durable/log-service.js', "if (durability === 'interval' && this.#writer.isDirty)", 'if (false)'),
    ],
    caughtBy: 'crash, interval',
  },
  {
    name: 'short writes: of a group, what the system leaves is forgotten',
    edits: [edit('log/open-segment.js', 'while (done < bytes.length) {', 'while (false) {')],
    caughtBy: 'proofs',
  },
  {
    name: 'short writes: of a file, what the system leaves is forgotten',
    edits: [
      edit(
        'fs/write-fully.js',
        'while (done < bytes.length) {',
        'for (let once = 0; once < 1 && done < bytes.length; once++) {',
      ),
    ],
    caughtBy: 'proofs',
  },
  {
    name: 'scrap: what found no room stays where it is',
    edits: [edit('log/open-segment.js', 'return this.#scrapEnd > 0;', 'return false;')],
    caughtBy: 'proofs',
  },
  {
    name: 'manifest: a new segment is not named before groups are written to it',
    edits: [
      edit('log/log-writer.js', 'this.#isSealed = false;\n        this.#maker.announce();', 'this.#isSealed = false;'),
    ],
    caughtBy: 'crash, strict',
  },
  {
    name: 'manifest: the first segment is not named before groups are written to it',
    edits: [
      edit('log/log-writer.js', 'this.#isOpen = true;\n            this.#maker.announce();', 'this.#isOpen = true;'),
      edit(
        'log/log-writer.js',
        'this.#clearScrap(segment);\n        this.#maker.announce();',
        'this.#clearScrap(segment);',
      ),
    ],
    caughtBy: 'crash, strict',
  },
  {
    name: 'manifest: one that a full device has kept back is never made up for',
    edits: [
      edit(
        'log/log-writer.js',
        'this.#clearScrap(segment);\n        this.#maker.announce();',
        'this.#clearScrap(segment);',
      ),
    ],
    caughtBy: 'manifests without room',
  },
  {
    name: 'manifest: a new database has none before its first segment',
    edits: [edit('durable/open.js', 'writeManifest(directory, { identity, newestSegment: 0, createdMs });', '')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'frames: their durable version is ahead of the syncs',
    edits: [
      edit(
        'log/log-writer.js',
        'segment.append(frames, this.consumed, end, this.#durableVersion);',
        'segment.append(frames, this.consumed, end, this.#writtenVersion);',
      ),
    ],
    caughtBy: 'crash, none',
  },
  {
    name: 'frames: groups of a batch are said to be durable one after the other',
    edits: [
      edit(
        'log/open-segment.js',
        'checksum = sealFrame(frames, at, this.#salt, durableVersion, checksum);',
        'checksum = sealFrame(frames, at, this.#salt, Number(new DataView(frames.buffer, frames.byteOffset + at).getBigUint64(16, true)) - 1, checksum);',
      ),
    ],
    caughtBy: 'crash, none',
  },
  {
    name: 'snapshots: the log that a second-newest one needs is deleted',
    edits: [
      edit(
        'snapshot/retention.js',
        'Math.min(newest.header.windowStart, second.header.windowStart)',
        'newest.header.windowStart',
      ),
    ],
    caughtBy: 'missing',
  },
  {
    name: 'snapshots: only one is kept',
    edits: [
      edit('snapshot/retention.js', 'const [newest, second, ...older]', 'const [newest, ...older]'),
      edit(
        'snapshot/retention.js',
        'if (newest === undefined || second === undefined)',
        'const second = newest;\n    if (newest === undefined)',
      ),
    ],
    caughtBy: 'missing',
  },
  {
    name: 'snapshots: the segment that holds the window start is deleted',
    edits: [edit('snapshot/retention.js', 'segments.slice(0, needed)', 'segments.slice(0, needed + 1)')],
    caughtBy: 'missing',
  },
  {
    name: 'snapshots: the window ends where it begins',
    edits: [edit('durable/checkpointer.js', 'const windowEnd = version();', 'const windowEnd = windowStart;')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'snapshots: a header that is there before the rest',
    edits: [
      edit(
        'snapshot/snapshot-writer.js',
        '        file.sync(); // sync-snapshot\n        this.#close();',
        '        this.#close();',
      ),
      edit('snapshot/snapshot-writer.js', '        if (this.#unsynced < SYNC_BYTES)\n            return;\n', ''),
    ],
    caughtBy: 'crash, snapshots',
  },
];
