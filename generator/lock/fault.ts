/** Why a lock file cannot be used, and what to do about it. */

import type { Code } from '../diagnostics/index.js';

export class LockFault extends Error {
  override readonly name = 'LockFault';
  readonly code: Code;
  readonly help: string;

  constructor(code: Code, message: string, help: string) {
    super(message);
    this.code = code;
    this.help = help;
  }
}

const RESTORE = 'restore the file from version control, then run ecsdb-gen again';

export function damaged(file: string, reason: string): LockFault {
  return new LockFault('ECS125', `"${file}" is not a lock file of ecsdb-gen: ${reason}`, RESTORE);
}

export function edited(file: string, reason: string): LockFault {
  return new LockFault('ECS122', `"${file}" was edited: ${reason}`, RESTORE);
}

export function unmerged(file: string, reason: string): LockFault {
  const help =
    'take the file of one branch (git checkout --ours or --theirs), then run ecsdb-gen: it adds the changes of the ' +
    'other branch';
  return new LockFault('ECS124', `"${file}" is not merged: ${reason}`, help);
}
