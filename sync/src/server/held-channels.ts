/** The channels of one client: what it knows of each, and which changes it needs. */

import type { Channel } from './channel.js';

/**
 * What the client knows of a channel: nothing yet, what is in `base`, what was in an earlier connection, or what is in
 * `base` and goes with the next step.
 */
export type ChannelState = 'opening' | 'open' | 'resuming' | 'closing';

export interface Held {
  readonly channel: Channel;
  state: ChannelState;
  /** The version of the step that has brought its content, and since when there are marks; infinite before. */
  since: number;
  /** How many subscriptions have it. */
  uses: number;
}

/** Marks that a client may keep alive, whatever its channels contain. */
const MARK_BYTES_MIN = 1024 * 1024;

export class HeldChannels {
  /** Changes up to this version are known to the client after what was sent, or in no channel of it. */
  base: number;
  /** The client has acknowledged this version: changes after it are needed again if the connection breaks. */
  safe: number;
  readonly #held: Map<number, Held> = new Map();
  #key: string | undefined = '';

  constructor(version: number) {
    this.base = version;
    this.safe = version;
  }

  [Symbol.iterator](): Iterator<Held> {
    return this.#held.values();
  }

  get size(): number {
    return this.#held.size;
  }

  get(channel: number): Held | undefined {
    return this.#held.get(channel);
  }

  /** The same text for the same open channels; undefined while some are opened or closed. */
  get key(): string | undefined {
    return this.#key;
  }

  /** True if a step has to open or close channels. */
  get haveChanges(): boolean {
    return this.#key === undefined;
  }

  /** True if something has changed in them that was not sent. */
  hasNews(): boolean {
    for (const { channel } of this.#held.values()) if (channel.intervals.hasSince(this.base)) return true;
    return false;
  }

  /** The next step is sent even if nothing has changed. */
  requireStep(): void {
    this.#key = undefined;
  }

  /** One more subscription has the channel. */
  hold(channel: Channel): void {
    this.#key = undefined;
    const held = this.#held.get(channel.number);
    if (held === undefined) {
      channel.holders++;
      this.#held.set(channel.number, { channel, state: 'opening', since: Number.POSITIVE_INFINITY, uses: 1 });
      return;
    }
    held.uses++;
    // Its marks may be forgotten.
    if (held.state === 'closing') held.state = 'opening';
  }

  /** One subscription less has the channel. */
  release(channel: Channel): void {
    this.#key = undefined;
    const held = this.#held.get(channel.number);
    if (held === undefined || --held.uses > 0) return;
    if (held.since === Number.POSITIVE_INFINITY) this.#remove(held);
    else held.state = 'closing';
  }

  /** The client gets all that the channel contains with the next step, in place of what it has of it. */
  reopen(held: Held): void {
    if (held.state !== 'open') return;
    held.state = 'opening';
    this.#key = undefined;
  }

  /** Since when the client has a channel; undefined if it has to get its content. */
  openSince(channel: number): number | undefined {
    const held = this.#held.get(channel);
    return held?.state === 'open' ? held.since : undefined;
  }

  /** The client has the channels as they were at `base`; `known` says what it has of each. */
  resume(base: number, known: (channel: Channel) => { readonly state: ChannelState; readonly since: number }): void {
    this.base = base;
    this.safe = base;
    this.#key = undefined;
    for (const held of this.#held.values()) Object.assign(held, known(held.channel));
  }

  /** A step with all changes was sent. */
  sent(version: number): void {
    this.base = version;
    if (!this.haveChanges) return;
    for (const held of this.#held.values()) {
      if (held.state === 'closing') this.#remove(held);
      else if (held.state !== 'open') {
        held.state = 'open';
        held.since = version;
      }
    }
    this.#key = [...this.#held.keys()].sort((a, b) => a - b).join(' ');
  }

  /**
   * Keeps the memory for a client that is late within max(1 MiB, the content of its channels): where the marks would
   * take more than the content of their channel, the channel is sent as a whole later.
   */
  limitMarks(): void {
    let marks = 0;
    let content = 0;
    for (const { channel, state } of this.#held.values()) {
      if (state === 'open') marks += channel.intervals.bytesSince(this.safe);
      content += channel.contentBytes;
    }
    if (marks <= Math.max(MARK_BYTES_MIN, content)) return;
    for (const held of this.#held.values()) {
      const { intervals, contentBytes } = held.channel;
      if (intervals.bytesSince(this.safe) > contentBytes) this.reopen(held);
    }
  }

  /** Notes in each channel which intervals the client needs. */
  noteNeeds(): void {
    for (const { channel, state } of this.#held.values()) {
      if (state === 'open' && this.safe < channel.oldestNeeded) channel.oldestNeeded = this.safe;
    }
  }

  /** Gives up all channels. */
  end(): void {
    for (const { channel } of this.#held.values()) {
      channel.holders--;
      channel.view.release(channel);
    }
    this.#held.clear();
    this.#key = '';
  }

  #remove({ channel }: Held): void {
    this.#held.delete(channel.number);
    channel.holders--;
    channel.view.release(channel);
  }
}
