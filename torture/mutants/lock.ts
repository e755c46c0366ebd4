/** What keeps a process that has lost its directory from harm. */

import { edit } from './edit.js';
import type { Mutant } from './mutant.js';

export const LOCK: readonly Mutant[] = [
  {
    name: 'lock: not looked at before a group is acknowledged',
    edits: [edit('durable/log-service.js', 'is reported here.\n        this.#lock.assertHeld();', 'is reported here.')],
    caughtBy: 'takeover',
  },
  {
    name: 'lock: what was written without it is reported as the log ends',
    edits: [edit('durable/log-service.js', 'if (loss === undefined)', 'if (true)')],
    caughtBy: 'takeover',
  },
  {
    name: 'lock: not looked at before a rename',
    edits: [
      edit(
        'fs/guarded-file-system.js',
        'this.#lock.assertInPlace();\n        this.#fs.rename(from, to);',
        'this.#fs.rename(from, to);',
      ),
    ],
    caughtBy: 'takeover',
  },
];
