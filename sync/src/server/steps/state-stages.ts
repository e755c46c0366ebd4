/** Sends the content of large channels in slices, between other work of the thread. */

import type { Clock } from '../../clock.js';
import { encodeStage } from '../../protocol/index.js';
import type { Held } from '../clients/held-channels.js';
import type { Session } from '../clients/session.js';
import type { SectionEncoder } from './encode-section.js';

/** Of a slice: encoding it takes less than a millisecond. */
const SLICE_BYTES = 64 * 1024;
/** In one turn of the event loop, for all clients together: that takes about 2 ms. */
const SLICES_PER_TURN = 4;
/** Bytes that wait for the network, after which a client gets no further slice. */
const PENDING_BYTES_MAX = 256 * 1024;
/** When a client is looked at again whose network is slow, or whose budget is used up, in milliseconds. */
const RETRY_MS = 10;

export class StateStages {
  /** Content that is sent at once. */
  readonly stateBytes: number;
  readonly #clock: Clock;
  readonly #encoder: SectionEncoder;
  readonly #updateAccess: () => void;
  readonly #finished: (session: Session) => void;
  /** The next one in turn first. */
  readonly #sessions: Set<Session> = new Set();
  #cancel: (() => void) | undefined;

  /**
   * `updateAccess` is called before slices are sent, because they show what the database contains then. `finished` is
   * called when a step can show what was sent.
   */
  constructor(
    stateBytes: number,
    clock: Clock,
    encoder: SectionEncoder,
    updateAccess: () => void,
    finished: (session: Session) => void,
  ) {
    this.stateBytes = stateBytes;
    this.#clock = clock;
    this.#encoder = encoder;
    this.#updateAccess = updateAccess;
    this.#finished = finished;
  }

  add(session: Session): void {
    this.#sessions.add(session);
    this.#cancel ??= this.#clock.after(0, () => this.#turn());
  }

  delete(session: Session): void {
    this.#sessions.delete(session);
  }

  stop(): void {
    this.#cancel?.();
    this.#sessions.clear();
  }

  #turn(): void {
    this.#cancel = undefined;
    this.#updateAccess();
    let left = SLICES_PER_TURN;
    const nowMs = this.#clock.steadyMs();
    for (const session of [...this.#sessions]) {
      if (left === 0) break;
      const { transport, flow } = session;
      const hasStep = session.hasNews && !session.isBlocked;
      if (transport.pendingBytes >= PENDING_BYTES_MAX || !flow.hasTurnForSlice(nowMs, hasStep)) continue;
      left--;
      this.#sessions.delete(session);
      if (this.#sendSlice(session, nowMs)) this.#sessions.add(session);
      else this.#finished(session);
    }
    if (this.#sessions.size === 0) return;
    this.#cancel = this.#clock.after(left === SLICES_PER_TURN ? RETRY_MS : 0, () => this.#turn());
  }

  /** False if there is nothing more to send. */
  #sendSlice({ held, transport, flow }: Session, nowMs: number): boolean {
    const staging = [...held].filter(({ state }) => state === 'staging');
    const [next] = staging;
    if (next === undefined) return false;
    const isLast = this.#slice(next, flow.sliceBytes(SLICE_BYTES), (frame) => {
      flow.sendSlice(frame.length, nowMs);
      transport.send(frame);
    });
    if (isLast) held.finishStaging(next);
    return !isLast || staging.length > 1;
  }

  #slice({ channel, scan }: Held, most: number, send: (frame: Uint8Array) => void): boolean {
    if (scan === undefined) return true;
    const isFirst = scan.next === 1;
    const bytes = Math.min(most, this.stateBytes);
    const { runs, next } = this.#encoder.slice(channel, scan.next, bytes);
    send(encodeStage({ channel: channel.number, isFirst, totalBytes: channel.contentBytes, runs }));
    scan.next = next;
    return scan.next === 0;
  }
}
