/** The options of `attach()`, and their check. */

import { type OnError, warn } from '../../listener.js';
import { requireBoolean, requireMilliseconds, requireOptions, wrongOption } from '../../options.js';

export interface AttachOptions {
  /**
   * How long `write` waits for the owner's reply, in milliseconds; 30,000 by default. After that it rejects with
   * `TIMEOUT`, and whether the transaction was committed is unknown.
   */
  readonly timeoutMs?: number;
  /**
   * What `write` does while the ring to the owner is full. `'wait'` (the default) queues the transaction in this thread
   * until there is space. `'block'` blocks the thread until there is space, so that it produces no more than the owner
   * can take.
   */
  readonly whenFull?: 'wait' | 'block';
  /**
   * Debug mode for what this thread reads, as in the options of `Database.open`; `false` by default. The owner has its
   * own option.
   */
  readonly debug?: boolean;
  /**
   * Called with what a listener of `onCommit` has thrown, and with the reason why listeners get no more commits. The
   * default emits a process warning, or reports it as an uncaught error where there is no process.
   */
  readonly onError?: OnError;
}

const TIMEOUT_MS = 30_000;

const ATTACH = 'attach()';
const ATTACH_OPTIONS: readonly (keyof AttachOptions)[] = ['timeoutMs', 'whenFull', 'debug', 'onError'];

export function checkedAttachOptions(options: AttachOptions): Required<AttachOptions> {
  requireOptions(ATTACH, options, ATTACH_OPTIONS);
  const { timeoutMs = TIMEOUT_MS, whenFull = 'wait', debug = false, onError = warn } = options;
  requireMilliseconds(ATTACH, 'timeoutMs', timeoutMs);
  if (whenFull !== 'wait' && whenFull !== 'block') throw wrongOption(ATTACH, 'whenFull', "'wait' or 'block'", whenFull);
  requireBoolean(ATTACH, 'debug', debug);
  if (typeof onError !== 'function') throw wrongOption(ATTACH, 'onError', 'a function', onError);
  return { timeoutMs, whenFull, debug, onError };
}
