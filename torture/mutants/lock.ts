/** What a process must not do after it lost the lock of its directory. */

import { condition, type Mutant, omit } from './mutant.js';

export const LOCK: readonly Mutant[] = [
  {
    name: 'lock: it is not checked before a group is acknowledged',
    edits: [omit('lock-before-acknowledge')],
    caughtBy: 'takeover',
  },
  {
    name: 'lock: it is not checked before a synchronous commit is acknowledged',
    edits: [omit('owner-lock-before-acknowledge')],
    caughtBy: 'takeover',
  },
  {
    name: 'lock: writes without it are reported when the log ends',
    edits: [condition('lock-before-last-report', 'true')],
    caughtBy: 'takeover',
  },
  {
    name: 'lock: it is not checked before a rename',
    edits: [omit('lock-before-rename')],
    caughtBy: 'takeover',
  },
];
