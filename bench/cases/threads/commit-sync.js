/** The cost of readers in other threads for a writer that publishes each transaction separately. */

import { commitBeside } from '../../lib/threads/commit-contestants.js';

const ALONE = 'no readers';
const ONE_SINGLE = '1 reader, single reads';
const ONE_PINNING = '1 reader, pinned versions, 3 sides';

export const title = 'update a row with writeSync on the owner, beside threads that read without end';
export const contestants = {
  [ALONE]: commitBeside(0),
  '1 busy thread that does not read': commitBeside(1, { task: 'keep-adding' }),
  [ONE_SINGLE]: commitBeside(1),
  '2 readers, single reads': commitBeside(2),
  '1 reader, pinned versions': commitBeside(1, { inPinnedVersions: true }),
  '2 readers, pinned versions': commitBeside(2, { inPinnedVersions: true }),
  [ONE_PINNING]: commitBeside(1, { inPinnedVersions: true, sides: 3 }),
  '2 readers, pinned versions, 3 sides': commitBeside(2, { inPinnedVersions: true, sides: 3 }),
};
export const wanted = [
  { name: ONE_SINGLE, against: ALONE, timesAsFast: 0.85 },
  { name: ONE_PINNING, against: ALONE, timesAsFast: 0.85 },
];
