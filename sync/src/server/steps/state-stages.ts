/** Sends the content of large channels in slices, between other work of the thread. */

import type { Clock } from '../../clock.js';
import { encodeStage, messagesOf } from '../../protocol/index.js';
import type { Channel } from '../channels/channel.js';
import type { Session } from '../clients/session.js';
import type { SectionEncoder } from './encode-section.js';

/** Of a slice: encoding it takes less than a millisecond. */
const SLICE_BYTES = 64 * 1024;
/** In one turn of the event loop, for all clients together: that takes about 2 ms. */
const BYTES_PER_TURN = 256 * 1024;
/** What a slice takes beside its content, as so many bytes. */
const BYTES_BESIDE = 2048;
/** Slices that are kept for other clients. */
const SHARED_MAX = 64;
/** Bytes that wait for the network, after which a client gets no further slice. */
const PENDING_BYTES_MAX = 256 * 1024;
/** When a client is looked at again whose network is slow, or whose budget is used up, in milliseconds. */
const RETRY_MS = 10;

export interface StagesHost {
  readonly stateBytes: number;
  readonly clock: Clock;
  readonly encoder: SectionEncoder;
  /** Of the database. */
  version(): number;
  /** Called before slices are sent, because they show what the database contains then. */
  updateAccess(): void;
  /** Called when a step can show what was sent. */
  finished(session: Session): void;
}

/** A part of the content of a channel, the same for all clients at one version. */
interface Stage {
  readonly bytes: number;
  readonly messages: readonly Uint8Array[];
  /** The first entity index of the next part; 0 at the end. */
  readonly next: number;
}

export class StateStages {
  /** Content that is sent at once. */
  readonly stateBytes: number;
  readonly #clock: Clock;
  readonly #encoder: SectionEncoder;
  readonly #updateAccess: () => void;
  readonly #finished: (session: Session) => void;
  /** The next one in turn first. */
  readonly #sessions: Set<Session> = new Set();
  readonly #version: () => number;
  /** Of one version, by channel, first entity index and size: clients that come together get the same bytes. */
  readonly #shared: Map<string, Stage> = new Map();
  #sharedVersion = -1;
  #cancel: (() => void) | undefined;

  constructor({ stateBytes, clock, encoder, version, updateAccess, finished }: StagesHost) {
    this.stateBytes = stateBytes;
    this.#clock = clock;
    this.#encoder = encoder;
    this.#version = version;
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
    let left = BYTES_PER_TURN;
    const nowMs = this.#clock.steadyMs();
    for (const session of [...this.#sessions]) {
      if (left <= 0) break;
      const { transport, flow } = session;
      const hasStep = session.hasNews && !session.isBlocked;
      if (transport.pendingBytes >= PENDING_BYTES_MAX || !flow.hasTurnForSlice(nowMs, hasStep)) continue;
      this.#sessions.delete(session);
      left -= BYTES_BESIDE;
      const isDone = this.#sendSlice(session, nowMs, (bytes) => {
        left -= bytes;
      });
      if (!isDone) this.#sessions.add(session);
      else this.#finished(session);
    }
    if (this.#sessions.size === 0) return;
    this.#cancel = this.#clock.after(left === BYTES_PER_TURN ? RETRY_MS : 0, () => this.#turn());
  }

  /** True if there is nothing more to send. `encoded` gets the bytes that were made for it. */
  #sendSlice(session: Session, nowMs: number, encoded: (bytes: number) => void): boolean {
    const { held, flow } = session;
    const staging = [...held].filter(({ state }) => state === 'staging');
    const [first] = staging;
    if (first === undefined || first.scan === undefined) return true;
    const { channel, scan } = first;
    const bytes = Math.min(flow.sliceBytes(SLICE_BYTES), this.stateBytes);
    const stage = this.#stage(channel, scan.next, bytes, encoded);
    flow.sendSlice(stage.bytes, nowMs);
    session.sendSlice(stage.messages);
    first.isSent = true;
    scan.next = stage.next;
    if (stage.next === 0) held.finishStaging(first);
    return stage.next === 0 && staging.length === 1;
  }

  #stage(channel: Channel, first: number, bytes: number, encoded: (bytes: number) => void): Stage {
    const version = this.#version();
    if (version !== this.#sharedVersion || this.#shared.size >= SHARED_MAX) this.#shared.clear();
    this.#sharedVersion = version;
    const key = `${channel.number} ${first} ${bytes}`;
    let stage = this.#shared.get(key);
    if (stage === undefined) {
      const { runs, next } = this.#encoder.slice(channel, first, bytes);
      const isFirst = first === 1;
      const frame = encodeStage({ channel: channel.number, isFirst, totalBytes: channel.contentBytes, runs });
      stage = { bytes: frame.length, messages: messagesOf(frame), next };
      this.#shared.set(key, stage);
      channel.encodedBytes += frame.length;
      encoded(frame.length);
    }
    return stage;
  }
}
