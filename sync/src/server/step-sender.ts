/** Sends steps: for each client what has changed in its channels, encoded once for all clients that need the same. */

import { ByteWriter, FRAME } from '../protocol/index.js';
import type { Channel } from './channel.js';
import type { SectionEncoder } from './encode-section.js';
import type { ChannelState, Session } from './session.js';
import type { ViewState } from './view-state.js';

/** Of sections with all that a channel contains; no client has this version. */
const NOTHING_KNOWN = -1;

export class StepSender {
  readonly #views: readonly ViewState[];
  readonly #encoder: SectionEncoder;
  readonly #frame: ByteWriter = new ByteWriter();
  /** Whole frames of the present step, by what they contain. */
  readonly #frames: Map<string, Uint8Array> = new Map();
  #steps = 0;

  constructor(views: readonly ViewState[], encoder: SectionEncoder) {
    this.#views = views;
    this.#encoder = encoder;
  }

  /** Sends each client that can take it the step to `version`, which is published. */
  step(sessions: Iterable<Session>, version: number): void {
    this.#steps++;
    this.#frames.clear();
    this.#closeIntervals(version);
    let oldest = version;
    for (const session of sessions) {
      this.#stepOf(session, version);
      oldest = Math.min(oldest, session.base);
    }
    for (const view of this.#views) for (const channel of view.channels) channel.forget(oldest);
  }

  #closeIntervals(version: number): void {
    for (const view of this.#views) for (const channel of view.channels) channel.closeInterval(version);
  }

  #stepOf(session: Session, version: number): void {
    if (!session.isReady) return;
    if (!session.hasChannelChanges && !session.hasChanges()) {
      session.base = version;
      return;
    }
    session.announce(version);
    session.send(this.#frameFor(session, version), version);
  }

  #frameFor(session: Session, version: number): Uint8Array {
    const key = session.key === undefined ? undefined : `${session.sent} ${session.base} ${session.key}`;
    const known = key === undefined ? undefined : this.#frames.get(key);
    if (known !== undefined) return known;
    const frame = this.#frame;
    frame.clear();
    frame.u8(FRAME.step);
    frame.varint(session.sent);
    frame.varint(version);
    for (const { channel, state } of session.held) frame.bytes(this.#sectionOf(channel, state, session.base));
    const bytes = frame.take();
    if (key !== undefined) this.#frames.set(key, bytes);
    return bytes;
  }

  #sectionOf(channel: Channel, state: ChannelState, base: number): Uint8Array {
    if (state === 'closing') return this.#encoder.closed(channel);
    if (state === 'opening') {
      return channel.section(this.#steps, NOTHING_KNOWN, () => this.#encoder.whole(channel));
    }
    return channel.section(this.#steps, base, () => this.#encoder.delta(channel, base));
  }
}
