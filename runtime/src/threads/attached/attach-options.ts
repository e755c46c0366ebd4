/** The options of `Database.attach`, and their check. */

import { requireBoolean, requireMilliseconds, requireOptions, wrongOption } from '../../options.js';

export interface AttachOptions {
  /**
   * How long `write` waits for the owner's answer, in milliseconds; 30,000 by default. Then it rejects with `TIMEOUT`, and whether the
   * transaction was committed is unknown.
   */
  readonly timeoutMs?: number;
  /**
   * What `write` does while the way to the owner is full: `'wait'` (the default) keeps the transaction until there is room, `'block'`
   * keeps the thread, so that it makes no more than can be taken.
   */
  readonly whenFull?: 'wait' | 'block';
  /** Debug mode for what this thread reads, as in the options of `Database.open`; the owner's is its own. `false` by default. */
  readonly debug?: boolean;
}

const TIMEOUT_MS = 30_000;

const ATTACH = 'Database.attach';
const ATTACH_OPTIONS: readonly (keyof AttachOptions)[] = ['timeoutMs', 'whenFull', 'debug'];

export function checkedAttachOptions(options: AttachOptions): Required<AttachOptions> {
  requireOptions(ATTACH, options, ATTACH_OPTIONS);
  const { timeoutMs = TIMEOUT_MS, whenFull = 'wait', debug = false } = options;
  requireMilliseconds(ATTACH, 'timeoutMs', timeoutMs);
  if (whenFull !== 'wait' && whenFull !== 'block') throw wrongOption(ATTACH, 'whenFull', "'wait' or 'block'", whenFull);
  requireBoolean(ATTACH, 'debug', debug);
  return { timeoutMs, whenFull, debug };
}
