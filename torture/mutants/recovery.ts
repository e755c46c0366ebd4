/** What recovery checks, and what it does. */

import { condition, type Mutant, omit, replace } from './mutant.js';

export const RECOVERY: readonly Mutant[] = [
  { name: 'frames: the chain is not checked', edits: [omit('frame-chain')], caughtBy: 'frames' },
  { name: 'frames: the salt is not checked', edits: [omit('frame-salt')], caughtBy: 'frames' },
  { name: 'frames: versions may have gaps', edits: [omit('frame-versions')], caughtBy: 'frames' },
  {
    name: 'frames: the checksum of the payload is not checked',
    edits: [omit('frame-payload-checksum')],
    caughtBy: 'flips',
  },
  {
    name: 'frames: the checksum of the header is not checked',
    edits: [omit('frame-header-checksum')],
    caughtBy: 'flips',
  },
  { name: 'frames: a frame may follow the close', edits: [omit('frame-after-close')], caughtBy: 'frames' },
  {
    name: 'headers: the checksum is not checked',
    edits: [replace('file-header-checksum', 'const isSound = true;')],
    caughtBy: 'flips',
  },
  {
    name: 'B1: a bad frame of an older segment counts as torn',
    edits: [
      condition('case-b1', 'frame.isFirst'),
      // The next segment says where this one ends.
      condition('case-d9', 'true'),
      // And its first version proves that the versions before were on the device.
      condition('case-b3', 'frame.isInLastSegment && frame.provenVersion >= frame.firstVersion'),
    ],
    caughtBy: 'erased',
  },
  {
    name: 'B1: a bad schema counts as torn',
    edits: [condition('case-b1', '!frame.isInLastSegment')],
    caughtBy: 'erased',
  },
  { name: 'B2: a frame that a close promised counts as torn', edits: [omit('case-b2')], caughtBy: 'frames' },
  { name: 'B3: a bad frame that was on the device counts as torn', edits: [omit('case-b3')], caughtBy: 'erased' },
  {
    name: 'B3: later frames prove nothing',
    edits: [replace('proof-of-later-frames', 'provenVersion: this.#context.provenVersion')],
    caughtBy: 'erased',
  },
  {
    name: 'B3 and P2: the window of a snapshot proves nothing',
    edits: [replace('proof-of-snapshots', 'provenVersion: 0'), condition('case-p2', 'true')],
    caughtBy: 'missing',
  },
  {
    name: 'B9: damage to the last group counts as torn',
    edits: [replace('case-b9', "B9: 'torn'")],
    caughtBy: 'flips',
  },
  { name: 'D5: a segment of another database is accepted', edits: [omit('case-d5')], caughtBy: 'missing' },
  {
    name: 'D7: a missing newest segment is not noticed',
    edits: [condition('case-d7-newest', 'newest === undefined')],
    caughtBy: 'missing',
  },
  {
    name: 'D7: a missing segment between others is not noticed',
    edits: [replace('case-d7-between', 'return before !== undefined && segment !== undefined;')],
    caughtBy: 'missing',
  },
  {
    name: 'D7: a segment that the manifest does not name may contain groups',
    edits: [condition('case-d7-unnamed', 'true')],
    caughtBy: 'missing',
  },
  {
    name: 'D8: a missing beginning of the log is not noticed',
    edits: [condition('case-d8', 'run.length > 0')],
    caughtBy: 'missing',
  },
  {
    name: 'D9: the end of a segment is not compared with what the next one says',
    edits: [condition('case-d9', 'true')],
    caughtBy: 'missing',
  },
  {
    name: 'P1: the checksums of the blocks of a snapshot are not checked',
    edits: [omit('case-p1')],
    caughtBy: 'flips',
  },
  { name: 'repair: a torn end stays in the file', edits: [omit('rewrite-torn-end')], caughtBy: 'repairs' },
  {
    name: 'repair: a torn end is not kept as evidence',
    edits: [replace('keep-torn-end', 'const evidence = null;')],
    caughtBy: 'repairs',
  },
];
