/** What `client.status` says, and who is told. */

import { callListener, warnOf, wrongOption } from '@ecsdb/runtime/replica';

export interface ClientStatus {
  /**
   * - `connecting`: a connection is being opened.
   * - `live`: the client has everything that the server has sent, or is about to get it.
   * - `behind`: the server holds back changes, because the client or the network is slow, or sends the state again.
   * - `offline`: there is no connection. `client.db` shows what it showed last.
   */
  readonly state: 'connecting' | 'live' | 'behind' | 'offline';
  /** Why it is not live, or what was special about the last connection. Empty otherwise. */
  readonly reason: string;
  /** True if the client does not connect again: it was closed, or would be refused. */
  readonly isEnded: boolean;
  /** When the client connects again, in milliseconds of its own clock, as `Date.now()`; undefined unless it waits. */
  readonly nextAttemptMs: number | undefined;
  /** How many versions the client lacks, as of the last heartbeat: at most 5 s ago if no steps come. */
  readonly lagVersions: number;
  /** For how long it has lacked some, in milliseconds. */
  readonly lagMs: number;
  /** From the client to the server and back, in milliseconds, if it was measured. */
  readonly roundTripMs: number | undefined;
  /**
   * How often a check has found that the client holds something else than the server has. What differs is sent again. A
   * number above 0 is a bug of this package, unless the directory of the server was restored from a copy.
   */
  readonly mismatches: number;
}

export type StatusListener = (status: ClientStatus) => void;

export class StatusListeners {
  readonly #listeners: Set<StatusListener> = new Set();
  #last = '';

  /** Returns a function that stops it. */
  add(listener: StatusListener): () => void {
    if (typeof listener !== 'function') throw wrongOption('onStatus', 'listener', 'a function', listener);
    const own: StatusListener = (status) => listener(status);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Calls the listeners if more has changed than durations. */
  notify(status: ClientStatus): void {
    const { state, reason, isEnded, lagVersions, mismatches } = status;
    const text = JSON.stringify([state, reason, isEnded, lagVersions, mismatches]);
    if (text === this.#last) return;
    this.#last = text;
    for (const listener of [...this.#listeners]) callSafely(() => listener(status));
  }
}

/** An error of the application must not end the connection. It becomes a warning, as one in a watch. */
export function callSafely(call: () => unknown): void {
  callListener(call, (error) => warnOf('onStatus or onProgress of a client', error));
}
