/** How a client is doing: connected or not, how late, and what the clock of its server shows. */

import type { Clock } from '../clock.js';
import type { Pong, Welcome } from '../protocol/index.js';
import { Lag } from './lag.js';
import { ServerTime } from './server-time.js';
import { type ClientStatus, type StatusListener, StatusListeners } from './status.js';

export type LinkState = 'connecting' | 'connected' | 'offline';

/** What is known of the replica. */
export interface ReplicaState {
  /** Of what the client shows. */
  readonly version: number;
  /** The first step of a connection has not come. */
  readonly isResuming: boolean;
}

export class StatusTracker {
  readonly #clock: Clock;
  readonly #replica: ReplicaState;
  readonly #time: ServerTime = new ServerTime();
  readonly #lag: Lag = new Lag();
  readonly #listeners: StatusListeners = new StatusListeners();
  #state: LinkState = 'connecting';
  #reason = '';
  #isEnded = false;
  #mismatches = 0;

  constructor(clock: Clock, replica: ReplicaState) {
    this.#clock = clock;
    this.#replica = replica;
  }

  get status(): ClientStatus {
    const { versions } = this.#lag;
    const isBehind = versions > 0 || this.#replica.isResuming;
    return {
      state: this.#state !== 'connected' ? this.#state : isBehind ? 'behind' : 'live',
      reason: this.#reason,
      isEnded: this.#isEnded,
      lagVersions: versions,
      lagMs: this.#lag.milliseconds(this.serverNow()),
      roundTripMs: this.#time.roundTripMs,
      mismatches: this.#mismatches,
    };
  }

  /** See `StatusListeners`. */
  listen(listener: StatusListener): () => void {
    return this.#listeners.add(listener);
  }

  /** Milliseconds since the Unix epoch by the server's clock. */
  serverNow(): number {
    return this.#time.at(this.#clock.nowMs());
  }

  /** `reason` says why it is not live, or what is special; without it, the one before still holds. */
  enter(state: LinkState, reason: string = this.#reason): void {
    this.#state = state;
    this.#reason = reason;
    this.#notify();
  }

  /** The client does not connect again. */
  end(): void {
    this.#isEnded = true;
  }

  /** A server has answered the hello that was sent then. */
  welcomed({ serverMs }: Welcome, helloMs: number): void {
    this.#time.add(helloMs, serverMs, this.#clock.nowMs());
    this.#lag.reset();
  }

  heard({ clientMs, serverMs, version }: Pong): void {
    this.#time.add(clientMs, serverMs, this.#clock.nowMs());
    this.#lag.observe(version, this.#replica.version, serverMs);
    this.#notify();
  }

  /** The client shows another version. */
  stepped(): void {
    this.#lag.advance(this.#replica.version);
    this.#notify();
  }

  /** A check has found a difference. */
  mismatched(): void {
    this.#mismatches++;
    this.#notify();
  }

  #notify(): void {
    this.#listeners.notify(this.status);
  }
}
