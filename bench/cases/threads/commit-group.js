/** The cost of readers in other threads for a busy writer that commits in groups. */

import { commitBeside } from '../../lib/threads/commit-contestants.js';

const ALONE = 'no readers';
const ONE_SINGLE = '1 reader, single reads';
const ONE_PINNING = '1 reader, pinned versions';
const writers = 1024;

export const title =
  'update a row in a transaction of its own, 1,024 writers on the owner, beside threads that read without end';
export const contestants = {
  [ALONE]: commitBeside(0, { writers }),
  '1 busy thread that does not read': commitBeside(1, { task: 'keep-adding', writers }),
  [ONE_SINGLE]: commitBeside(1, { writers }),
  '2 readers, single reads': commitBeside(2, { writers }),
  [ONE_PINNING]: commitBeside(1, { writers, inPinnedVersions: true }),
  '2 readers, pinned versions': commitBeside(2, { writers, inPinnedVersions: true }),
  '1 reader, pinned versions, 3 sides': commitBeside(1, { writers, inPinnedVersions: true, sides: 3 }),
  '2 readers, pinned versions, 3 sides': commitBeside(2, { writers, inPinnedVersions: true, sides: 3 }),
};
export const wanted = [
  { name: ONE_SINGLE, against: ALONE, timesAsFast: 0.85 },
  { name: ONE_PINNING, against: ALONE, timesAsFast: 0.85 },
];
