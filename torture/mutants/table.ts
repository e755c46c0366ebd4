/**
 * The mutants: each place that durability rests on, left out. What stands in two places for safety's sake is left out in both, because
 * either of them alone keeps the promise.
 */

import type { Edit, Mutant, RedundantMutant } from './mutant.js';

function edit(file: string, find: string, replace: string): Edit {
  return { file, find, replace };
}

/** Leaves out what the text says. */
function without(file: string, find: string): Edit {
  return edit(file, find, '');
}

/** Syncs, by the names that docs/format.md gives them. */
const SYNCS: readonly Mutant[] = [
  {
    name: 'sync-group: a group is acknowledged without a sync',
    edits: [
      edit(
        'log/log-writer.js',
        '// sync-group\n            this.#sync(segment);\n        }',
        'this.#durableVersion = this.#writtenVersion;\n        }',
      ),
    ],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-group: the sync is said to have been done before it is',
    edits: [
      edit(
        'log/open-segment.js',
        'this.#checksum = checksum;\n        this.isDirty = true;',
        'this.#checksum = checksum;',
      ),
    ],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-group, before a seal: it says more than is on the device',
    edits: [
      edit(
        'log/log-writer.js',
        '// sync-group\n            this.#sync(segment);\n            this.#appendPlain(segment, FRAME_SEAL',
        'this.#durableVersion = this.#writtenVersion;\n            this.#appendPlain(segment, FRAME_SEAL',
      ),
      edit('durable/log-service.js', '!this.#isSealed && !writer.isDirty &&', '!this.#isSealed &&'),
    ],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-group, before the close: it says more than is on the device',
    edits: [
      edit(
        'log/log-writer.js',
        '// sync-group\n            this.#sync(segment);\n            this.#appendPlain(segment, FRAME_CLOSE',
        'this.#durableVersion = this.#writtenVersion;\n            this.#appendPlain(segment, FRAME_CLOSE',
      ),
      edit('durable/log-service.js', '(requests & (SYNC | CLOSE)) !== 0)', '(requests & SYNC) !== 0)'),
    ],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-seal',
    edits: [without('log/log-writer.js', '// sync-seal\n            this.#sync(segment);')],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-close',
    edits: [without('log/log-writer.js', '// sync-close\n            this.#sync(segment);')],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-part',
    edits: [without('log/open-segment.js', '// sync-part\n            syncFile(this.#file, this.path);')],
    caughtBy: 'groups in parts',
  },
  {
    name: 'sync-scrap',
    edits: [edit('log/open-segment.js', 'this.#file.size()));\n        this.sync();', 'this.#file.size()));')],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-predecessor',
    edits: [without('log/log-writer.js', '// sync-predecessor\n        this.#sync(segment);')],
    caughtBy: 'proofs',
  },
  {
    name: 'sync-segment',
    edits: [without('log/make-segment.js', '// sync-segment\n        syncFile(file, temporary);')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-segment-directory',
    edits: [without('log/make-segment.js', '// sync-segment-directory\n        syncDirectory(fs, directory);')],
    caughtBy: 'openings',
  },
  {
    name: 'sync-manifest',
    edits: [without('log/write-new-file.js', 'syncFile(file, path);')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-manifest-directory',
    edits: [without('log/manifest.js', '// sync-manifest-directory\n    syncDirectory(fs, directory);')],
    caughtBy: 'crash, strict',
  },
  {
    name: 'sync-window',
    edits: [without('durable/checkpointer.js', '// sync-window\n            await this.#log.flush(windowEnd);')],
    caughtBy: 'crash, a snapshot',
  },
  {
    name: 'sync-snapshot',
    edits: [without('snapshot/snapshot-writer.js', 'file.sync(); // sync-snapshot\n')],
    caughtBy: 'crash, snapshots',
  },
  {
    name: 'sync-snapshot-directory',
    edits: [
      without('snapshot/snapshot-writer.js', 'this.#fs.syncDirectory(this.#directory); // sync-snapshot-directory'),
    ],
    caughtBy: 'crash, snapshots',
  },
  {
    name: 'sync-evidence',
    edits: [without('recovery/repair.js', 'copy.sync(); // sync-evidence')],
    caughtBy: 'repairs',
  },
  {
    name: 'sync-evidence-directory',
    edits: [without('recovery/repair.js', 'fs.syncDirectory(directory); // sync-evidence-directory')],
    caughtBy: 'repairs',
  },
  {
    name: 'sync-rewrite',
    edits: [without('recovery/repair.js', 'copy.sync(); // sync-rewrite')],
    caughtBy: 'repairs',
  },
  {
    name: 'sync-rewrite-directory',
    edits: [without('recovery/repair.js', 'fs.syncDirectory(directory); // sync-rewrite-directory')],
    caughtBy: 'openings',
  },
];

/** What is written, and in which order. */
const WRITING: readonly Mutant[] = [
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
        "if (durability === 'strict')\n            return this.#control.durableVersion >= this.#submitted;",
        "if (durability === 'strict')\n            return true;",
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
    edits: [edit('durable/open.js', 'writeManifest(fs, directory, { identity, newestSegment: 0, createdMs });', '')],
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

/** What happens after a failure. */
const LATCHES: readonly Mutant[] = [
  {
    name: 'poison: the writer forgets that it has failed',
    edits: [without('log/log-writer.js', 'if (this.#hasFailed)\n            throw this.#failure;')],
    caughtBy: 'proofs',
  },
  {
    name: 'poison: a sync of a file that failed is taken for done',
    edits: [edit('log/sync.js', "throw syncError(error, 'fdatasync', path);", '')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: a sync of a directory that failed is taken for done',
    edits: [edit('log/sync.js', "throw syncError(error, 'fsync', directory);", '')],
    caughtBy: 'syncs of names that fail',
  },
  {
    name: 'poison: a sync that failed is tried again',
    edits: [edit('log/sync.js', "throw syncError(error, 'fdatasync', path);", 'file.sync();')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: a sync of a directory that failed is tried again',
    edits: [edit('log/sync.js', "throw syncError(error, 'fsync', directory);", 'fs.syncDirectory(directory);')],
    caughtBy: 'syncs of names that fail',
  },
  {
    name: 'poison: a sync that found no room may be tried again',
    edits: [edit('log/sync.js', 'if (!isNoSpace(error))', 'if (true)')],
    caughtBy: 'syncs without room',
  },
  {
    name: 'poison: after any failure the log may be resumed',
    edits: [
      edit('durable/log-service.js', 'if (isNoSpace(error) && !isClosing) {', 'if (!isClosing) {'),
      edit('log/log-writer.js', 'if (this.#hasFailed)\n            throw this.#failure;', ''),
    ],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: the log goes on after a failure',
    edits: [
      edit(
        'durable/log-service.js',
        'this.hasEnded = true;\n        this.#writer.abandon();\n        this.#control.reportStatus(POISONED, failure);',
        'this.#control.reportStatus(POISONED, failure);',
      ),
      edit('log/log-writer.js', 'if (this.#hasFailed)\n            throw this.#failure;', ''),
    ],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: the group that failed is acknowledged',
    edits: [
      edit(
        'durable/durable-log.js',
        'return isSafe ? undefined : durabilityUnknown(',
        'return true ? undefined : durabilityUnknown(',
      ),
    ],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: commits are accepted after it',
    edits: [
      edit(
        'durable/durable-log.js',
        'if (status !== FULL)\n            return poisoned(directory, failure);',
        'if (status !== FULL)\n            return undefined;',
      ),
    ],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: what may be lost is still shown',
    edits: [
      edit(
        'durable/durable-log.js',
        'return this.#control.status !== POISONED || this.#options.readsAfterPoison;',
        'return true;',
      ),
    ],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: snapshots are still taken, and the log deleted',
    edits: [edit('durable/checkpointer.js', 'if (this.#log.isPoisoned)', 'if (false)')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'full: a group that was refused is written later',
    edits: [
      edit(
        'durable/log-service.js',
        "const isPublished = this.#options.durability === 'interval';",
        'const isPublished = true;',
      ),
    ],
    caughtBy: 'groups without room',
  },
  {
    name: 'full: a group that was published is not written later',
    edits: [
      edit(
        'durable/log-service.js',
        "const isPublished = this.#options.durability === 'interval';",
        'const isPublished = false;',
      ),
    ],
    caughtBy: 'groups without room',
  },
];

/** What recovery looks at, and what it does. */
const RECOVERY: readonly Mutant[] = [
  {
    name: 'frames: the chain is not checked',
    edits: [edit('log/segment-reader.js', 'if (frame.previousChecksum !== this.checksum)', 'if (false)')],
    caughtBy: 'frames',
  },
  {
    name: 'frames: the salt is not checked',
    edits: [
      edit('log/segment-frame.js', 'if (unsigned(words[at + FRAME_SALT / 4]) !== salt)\n            return false;', ''),
    ],
    caughtBy: 'frames',
  },
  {
    name: 'frames: versions may have gaps',
    edits: [edit('log/segment-reader.js', 'if (frame.firstVersion !== this.lastVersion + 1) {', 'if (false) {')],
    caughtBy: 'frames',
  },
  {
    name: 'frames: the checksum of the payload is not checked',
    edits: [
      edit(
        'log/segment-reader.js',
        'if (payloadChecksum(window, payloadStart, end) !== frame.payloadChecksum)',
        'if (false)',
      ),
    ],
    caughtBy: 'flips',
  },
  {
    name: 'frames: the checksum of the header is not checked',
    edits: [
      edit('log/segment-frame.js', 'if (checksumOfWords(words, at, checksumAt) !== headerChecksum)', 'if (false)'),
    ],
    caughtBy: 'flips',
  },
  {
    name: 'frames: something may follow the close',
    edits: [edit('log/segment-reader.js', 'if (this.isClosed)\n', 'if (false)\n')],
    caughtBy: 'frames',
  },
  {
    name: 'headers: the checksum is not checked',
    edits: [edit('log/file-header.js', 'checksumOf(bytes, 0, CHECKSUM_AT) === checksum;', 'true;')],
    caughtBy: 'flips',
  },
  {
    name: 'B1: a bad frame of an older segment is taken for torn',
    edits: [
      edit('log/cases-bad-frame.js', 'if (!frame.isInLastSegment || frame.isFirst)', 'if (frame.isFirst)'),
      // The next segment tells, too, where this one has ended.
      edit(
        'recovery/segments.js',
        'if (end.length === previous.length &&',
        'if (true || end.length === previous.length &&',
      ),
      // And a version that it begins with was on the device before.
      edit(
        'log/cases-bad-frame.js',
        'if (frame.provenVersion >= frame.firstVersion)',
        'if (frame.isInLastSegment && frame.provenVersion >= frame.firstVersion)',
      ),
    ],
    caughtBy: 'erased',
  },
  {
    name: 'B1: a bad schema is taken for torn',
    edits: [
      edit('log/cases-bad-frame.js', 'if (!frame.isInLastSegment || frame.isFirst)', 'if (!frame.isInLastSegment)'),
    ],
    caughtBy: 'erased',
  },
  {
    name: 'B2: what is not where a close says so is taken for torn',
    edits: [edit('log/cases-bad-frame.js', 'if (frame.isAfterClose)', 'if (false)')],
    caughtBy: 'frames',
  },
  {
    name: 'B3: a bad frame that was on the device is taken for torn',
    edits: [edit('log/cases-bad-frame.js', 'if (frame.provenVersion >= frame.firstVersion)', 'if (false)')],
    caughtBy: 'erased',
  },
  {
    name: 'B3: the proof of later frames is not looked for',
    edits: [
      edit(
        'log/segment-reader.js',
        'provenVersion: Math.max(tail.durableVersion, this.#context.provenVersion)',
        'provenVersion: this.#context.provenVersion',
      ),
    ],
    caughtBy: 'erased',
  },
  {
    name: 'B3 and P2: the window of a snapshot proves nothing',
    edits: [
      edit(
        'recovery/survey.js',
        'provenVersion: Math.max(0, ...snapshots.files.map(({ header }) => header.windowEnd)),',
        'provenVersion: 0,',
      ),
      edit('recovery/snapshots.js', 'if (header.windowEnd < firstVersion)', 'if (true)'),
    ],
    caughtBy: 'missing',
  },
  {
    name: 'B9: damage to the last group is taken for torn',
    edits: [edit('log/cases.js', "B9: 'suspect'", "B9: 'torn'")],
    caughtBy: 'flips',
  },
  {
    name: 'D5: a segment of another database is taken for our own',
    edits: [
      edit(
        'recovery/segments.js',
        'if (databaseId !== undefined && header.identity.databaseId !== databaseId) {',
        'if (false) {',
      ),
    ],
    caughtBy: 'missing',
  },
  {
    name: 'D7: the newest segment is not missed',
    edits: [
      edit(
        'recovery/segments.js',
        'if (newest === undefined || newest.sequence < newestSegment) {',
        'if (newest === undefined) {',
      ),
    ],
    caughtBy: 'missing',
  },
  {
    name: 'D7: a segment in between is not missed',
    edits: [edit('recovery/segments.js', 'before.sequence + 1 === segment.sequence', 'true')],
    caughtBy: 'missing',
  },
  {
    name: 'D7: a segment that no manifest names may hold something',
    edits: [
      edit(
        'recovery/log-run.js',
        'if (segment.sequence <= this.#options.newestSegment || (frames <= 1 && fault === undefined))',
        'if (true)',
      ),
    ],
    caughtBy: 'missing',
  },
  {
    name: 'D8: the beginning of the log is not missed',
    edits: [edit('recovery/segments.js', 'if (first >= 0)\n', 'if (run.length > 0)\n')],
    caughtBy: 'missing',
  },
  {
    name: 'D9: the end of a segment is not held against the next one',
    edits: [
      edit(
        'recovery/segments.js',
        'if (end.length === previous.length &&',
        'if (true || end.length === previous.length &&',
      ),
    ],
    caughtBy: 'missing',
  },
  {
    name: 'P1: the checksums of the blocks of a snapshot are not checked',
    edits: [edit('snapshot/block-reader.js', '!== payloadChecksum)', '!== payloadChecksum && false)')],
    caughtBy: 'flips',
  },
  {
    name: 'repair: a torn end stays where it is',
    edits: [without('recovery/recover.js', 'rewriteSegment(fs, directory, segment.name, end);')],
    caughtBy: 'repairs',
  },
  {
    name: 'repair: a torn end is not kept',
    edits: [edit('recovery/recover.js', 'fault === undefined ? null : keepEvidence(', 'true ? null : keepEvidence(')],
    caughtBy: 'repairs',
  },
];

/** What can be left out, because something else does as much. Found out, not assumed: the sweep tries them as well. */
export const REDUNDANT: readonly RedundantMutant[] = [
  {
    name: 'repair: the manifest is not written anew',
    edits: [without('recovery/recover.js', 'nameNewestSegment(fs, directory, manifest, segment.sequence);')],
    because:
      'a segment that the manifest does not name holds no transaction, and the next opening takes its place instead of going on behind it',
  },
];

export const MUTANTS: readonly Mutant[] = [...SYNCS, ...WRITING, ...LATCHES, ...RECOVERY].filter(
  ({ edits }) => edits.length > 0,
);
