/** Sends heartbeats, which clients answer, and closes the connections of clients that are gone. */

import type { Clock } from '../../clock.js';
import { CLOSE, encodeHeartbeat } from '../../protocol/index.js';
import type { Session } from './session.js';

export const HEARTBEAT_MS = 5000;
/** Clients have their heartbeats at different times, so that many clients do not delay a step. */
const GROUPS = 5;

export class Heartbeat {
  readonly #clock: Clock;
  readonly #silenceMsMax: number;
  readonly #close: (session: Session, code: number, reason: string) => void;
  readonly #frame: Uint8Array = encodeHeartbeat();
  readonly #groups: readonly Set<Session>[] = Array.from({ length: GROUPS }, () => new Set<Session>());
  /** Of the next client. */
  #nextGroup = 0;
  /** Of the last heartbeat. */
  #beating = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, silenceMsMax: number, close: (session: Session, code: number, reason: string) => void) {
    this.#clock = clock;
    this.#silenceMsMax = silenceMsMax;
    this.#close = close;
  }

  /** A client has connected. Without clients, no timer runs. */
  add(session: Session): void {
    this.#groups[this.#nextGroup]?.add(session);
    this.#nextGroup = (this.#nextGroup + 1) % GROUPS;
    this.#start();
  }

  /** A client has gone. */
  delete(session: Session): void {
    for (const group of this.#groups) group.delete(session);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #start(): void {
    this.#cancel ??= this.#clock.after(HEARTBEAT_MS / GROUPS, () => this.#beatAgain(), true);
  }

  #beatAgain(): void {
    this.#cancel = undefined;
    this.#beating = (this.#beating + 1) % GROUPS;
    for (const session of [...(this.#groups[this.#beating] ?? [])]) this.#beat(session);
    if (this.#groups.some(({ size }) => size > 0)) this.#start();
  }

  #beat(session: Session): void {
    // The first heartbeat may have come right after the last sign of the client.
    const beatsMax = Math.ceil(this.#silenceMsMax / HEARTBEAT_MS);
    const { transport, liveness, flow } = session;
    if (liveness.beat(transport.pendingBytes, !flow.isConfirmed) > beatsMax) {
      this.#close(session, CLOSE.timeout, `the client took nothing for ${this.#silenceMsMax / 1000} s`);
    } else if (liveness.needsHeartbeat(flow.steps)) transport.send(this.#frame);
  }
}
