/** What happens after a failure. */

import { edit, without } from './edit.js';
import type { Mutant } from './mutant.js';

export const LATCHES: readonly Mutant[] = [
  {
    name: 'poison: the writer forgets that it has failed',
    edits: [without('log/log-writer.js', 'if (this.#hasFailed)\n            throw this.#failure;')],
    caughtBy: 'proofs',
  },
  {
    name: 'poison: a sync of a file that failed is taken for done',
    edits: [edit('directory/sync.js', "throw syncError(error, 'fdatasync', path);", '')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: a sync of a directory that failed is taken for done',
    edits: [edit('directory/sync.js', "throw syncError(error, 'fsync', directory.path);", '')],
    caughtBy: 'syncs of names that fail',
  },
  {
    name: 'poison: a sync that failed is tried again',
    edits: [edit('directory/sync.js', "throw syncError(error, 'fdatasync', path);", 'file.sync();')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: a sync of a directory that failed is tried again',
    edits: [edit('directory/sync.js', "throw syncError(error, 'fsync', directory.path);", 'directory.sync();')],
    caughtBy: 'syncs of names that fail',
  },
  {
    name: 'poison: a sync that found no room may be tried again',
    edits: [edit('directory/sync.js', 'if (!isNoSpace(error))', 'if (true)')],
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
