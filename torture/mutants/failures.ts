/** What happens after a failure. */

import { condition, type Mutant, omit, replace } from './mutant.js';

export const FAILURES: readonly Mutant[] = [
  {
    name: 'poison: the writer forgets that it has failed',
    edits: [omit('writer-has-failed')],
    caughtBy: 'proofs',
  },
  {
    name: 'poison: a failed sync of a file counts as done',
    edits: [omit('file-sync-failure')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: a failed sync of a directory counts as done',
    edits: [omit('directory-sync-failure')],
    caughtBy: 'syncs of names that fail',
  },
  {
    name: 'poison: a failed sync of a file is retried',
    edits: [replace('file-sync-failure', 'file.sync();')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: a failed sync of a directory is retried',
    edits: [replace('directory-sync-failure', 'directory.sync();')],
    caughtBy: 'syncs of names that fail',
  },
  {
    name: 'poison: a sync that found no space may be retried',
    edits: [condition('sync-no-space', 'true')],
    caughtBy: 'syncs without room',
  },
  {
    name: 'poison: after any failure the log may be resumed',
    edits: [condition('failure-is-full', '!isClosing'), omit('writer-has-failed')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: the log continues after a failure',
    edits: [omit('failure-ends-log'), omit('failure-abandons-writer'), omit('writer-has-failed')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: the log continues after a synchronous commit has failed',
    edits: [omit('owner-failure-ends-log')],
    caughtBy: 'writes that fail, writeSync',
  },
  {
    name: 'poison: a synchronous commit that failed is not reported',
    edits: [omit('owner-failure-poisons')],
    caughtBy: 'syncs that fail, writeSync',
  },
  {
    name: 'poison: the group that failed is acknowledged',
    edits: [replace('failed-group', 'return undefined;')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: later commits are accepted',
    edits: [omit('refuse-poisoned')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: commits that may be lost can be read',
    edits: [replace('read-poisoned', 'return true;')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'poison: snapshots are still taken, and the log is deleted',
    edits: [omit('checkpoint-poisoned')],
    caughtBy: 'syncs that fail',
  },
  {
    name: 'full: a group that was refused is written later',
    edits: [replace('full-keeps-published', 'const isPublished = true;')],
    caughtBy: 'groups without room',
  },
  {
    name: 'full: a group that was published is not written later',
    edits: [replace('full-keeps-published', 'const isPublished = false;')],
    caughtBy: 'groups without room',
  },
];
