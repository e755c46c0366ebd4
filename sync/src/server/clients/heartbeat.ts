/** Sends heartbeats, which clients answer, and closes the connections of clients that are gone. */

import type { Clock } from '../../clock.js';
import { CLOSE, encodeHeartbeat } from '../../protocol/index.js';
import type { Session } from './session.js';

export const HEARTBEAT_MS = 5000;

export class Heartbeat {
  readonly #clock: Clock;
  readonly #sessions: ReadonlySet<Session>;
  readonly #silenceMsMax: number;
  readonly #close: (session: Session, code: number, reason: string) => void;
  readonly #frame: Uint8Array = encodeHeartbeat();
  #cancel: (() => void) | undefined;

  constructor(
    clock: Clock,
    sessions: ReadonlySet<Session>,
    silenceMsMax: number,
    close: (session: Session, code: number, reason: string) => void,
  ) {
    this.#close = close;
    this.#clock = clock;
    this.#sessions = sessions;
    this.#silenceMsMax = silenceMsMax;
  }

  /** Called when a client has connected. Without clients, no timer runs. */
  start(): void {
    this.#cancel ??= this.#clock.after(HEARTBEAT_MS, () => this.#beatAgain(), true);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #beatAgain(): void {
    this.#cancel = undefined;
    this.#beat();
    if (this.#sessions.size > 0) this.start();
  }

  #beat(): void {
    // The first heartbeat may have come right after the last sign of the client.
    const beatsMax = Math.ceil(this.#silenceMsMax / HEARTBEAT_MS);
    for (const session of [...this.#sessions]) {
      const { transport, liveness, flow } = session;
      if (liveness.beat(transport.pendingBytes, !flow.isConfirmed) <= beatsMax) transport.send(this.#frame);
      else this.#close(session, CLOSE.timeout, `the client took nothing for ${this.#silenceMsMax / 1000} s`);
    }
  }
}
