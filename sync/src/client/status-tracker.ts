/** How a client is doing: connected or not, how late, and what the clock of its server shows. */

import type { Clock } from '../clock.js';
import { type Pong, RESUME, type Resume, type Welcome } from '../protocol/index.js';
import { Lag } from './lag.js';
import { ServerTime } from './server-time.js';
import { type ClientStatus, type StatusListener, StatusListeners } from './status.js';

export type LinkState = 'connecting' | 'connected' | 'offline';

/** What is known of the replica. */
export interface ReplicaState {
  /** Of what the client shows. */
  readonly version: number;
  /** How the server continues, until the first step of a connection has come. */
  readonly resume: Resume | undefined;
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
  #nextAttemptMs: number | undefined;
  #mismatches = 0;

  constructor(clock: Clock, replica: ReplicaState) {
    this.#clock = clock;
    this.#replica = replica;
  }

  get status(): ClientStatus {
    const behind = this.#state === 'connected' ? this.#whyBehind() : '';
    return {
      state: this.#state !== 'connected' ? this.#state : behind === '' ? 'live' : 'behind',
      reason: [this.#reason, behind].filter((text) => text !== '').join('; '),
      isEnded: this.#isEnded,
      nextAttemptMs: this.#nextAttemptMs,
      lagVersions: this.#lag.versions,
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
    this.#nextAttemptMs = undefined;
    this.#notify();
  }

  /** `nextAttemptMs` is undefined if the client does not connect again. */
  disconnected(reason: string, nextAttemptMs: number | undefined): void {
    this.#state = 'offline';
    this.#reason = reason;
    this.#isEnded = nextAttemptMs === undefined;
    this.#nextAttemptMs = nextAttemptMs;
    this.#notify();
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
  mismatched(view: string): void {
    this.#mismatches++;
    this.#reason = `a check found that rows of view "${view}" were not those of the server, which sends them again`;
    this.#notify();
  }

  /** Empty if it is not. */
  #whyBehind(): string {
    const { version, resume } = this.#replica;
    if (resume === RESUME.nothing) return 'the server sends the state again';
    if (resume !== undefined) return `the server sends what has changed since version ${version}`;
    const { versions } = this.#lag;
    if (versions === 0) return '';
    const count = versions === 1 ? '1 version' : `${versions} versions`;
    return `the server holds back ${count}, because the client or the network is slow`;
  }

  #notify(): void {
    this.#listeners.notify(this.status);
  }
}
