/** The frames of one step. Clients that need the same get the same bytes. */

import { messagesOf, STEP } from '../../protocol/index.js';
import type { ChannelSet } from '../channels/channel-sets.js';

/** Of one step, as it is for some clients. */
export class StepFrame {
  readonly bytes: number;
  /** Messages that ask for no acknowledgement. */
  readonly plain: readonly Uint8Array[];
  readonly #frame: Uint8Array;
  #asking: readonly Uint8Array[] | undefined;

  constructor(plain: Uint8Array) {
    this.#frame = plain;
    this.bytes = plain.length;
    this.plain = messagesOf(plain);
  }

  /** The same step, which the client must acknowledge. */
  get asking(): readonly Uint8Array[] {
    if (this.#asking === undefined) {
      const asking = this.#frame.slice();
      asking[1] = STEP.asks;
      this.#asking = messagesOf(asking);
    }
    return this.#asking;
  }
}

/** What a frame depends on. */
export interface FrameKey {
  /** The version that the client has. */
  readonly sent: number;
  /** Nothing has changed in its channels up to this version. */
  readonly base: number;
  /** Undefined if the frame is for one client. */
  readonly channels: ChannelSet | undefined;
}

export class StepFrames {
  readonly #frames: Map<string, StepFrame> = new Map();
  /** Hot: most clients need the same frame as the one before, so that no text is made. */
  #last: { readonly key: FrameKey; readonly frame: StepFrame } | undefined;

  /** Begins another step. */
  clear(): void {
    this.#frames.clear();
    this.#last = undefined;
  }

  find({ sent, base, channels }: FrameKey): StepFrame | undefined {
    if (channels === undefined) return undefined;
    const { key, frame } = this.#last ?? {};
    if (key?.sent === sent && key.base === base && key.channels === channels) return frame;
    return this.#frames.get(`${sent} ${base} ${channels.id}`);
  }

  add(key: FrameKey, frame: StepFrame): void {
    if (key.channels === undefined) return;
    this.#frames.set(`${key.sent} ${key.base} ${key.channels.id}`, frame);
    this.#last = { key, frame };
  }
}
