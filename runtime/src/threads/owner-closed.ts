/** What attached threads are told when the owner is gone. */

import { EcsDbError } from '../errors.js';

export function ownerClosed(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database was closed by the thread that owns it.');
}
