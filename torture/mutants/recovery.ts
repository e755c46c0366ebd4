/** What recovery looks at, and what it does. */

import { edit, without } from './edit.js';
import type { Mutant } from './mutant.js';

export const RECOVERY: readonly Mutant[] = [
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
    edits: [edit('directory/file-header.js', 'checksumOf(bytes, 0, CHECKSUM_AT) === checksum;', 'true;')],
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
        'recovery/overview.js',
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
    edits: [without('recovery/recover.js', 'rewriteSegment(directory, segment.name, end);')],
    caughtBy: 'repairs',
  },
  {
    name: 'repair: a torn end is not kept',
    edits: [edit('recovery/recover.js', 'fault === undefined ? null : keepTornEnd(', 'true ? null : keepTornEnd(')],
    caughtBy: 'repairs',
  },
];
