/** The channels of one client: what it knows of each, and which changes it needs. */

import type { Channel } from '../channels/channel.js';
import type { NeededVersions } from '../channels/intervals.js';

/**
 * What the client knows of a channel:
 *
 * - `opening`: nothing, or something that it must forget. It gets the content with the next step, or in slices before.
 * - `staging`: a part of the content, which it does not show yet.
 * - `staged`: all slices. It shows them with the next step.
 * - `resuming`: what it says that it had in an earlier connection.
 * - `open`: what the channel contained in `base`.
 * - `closing`: the same. It goes with the next step.
 */
export type ChannelState = 'opening' | 'staging' | 'staged' | 'resuming' | 'open' | 'closing';

/** How far the content of a channel was sent in slices. */
interface Scan {
  /** What has changed after this version is sent with the step that shows the content. */
  readonly from: number;
  /** The first entity index that was not looked at. */
  next: number;
}

export interface Held {
  readonly channel: Channel;
  state: ChannelState;
  /** The version of the step that has brought its content, and since when there are marks; infinite before. */
  since: number;
  /** How many subscriptions have it. */
  uses: number;
  /** While it is `staging` or `staged`. */
  scan: Scan | undefined;
}

const NEVER = Number.POSITIVE_INFINITY;

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
    for (const { channel, state } of this.#held.values()) {
      if (state === 'open' && channel.intervals.hasSince(this.base)) return true;
    }
    return false;
  }

  /** True while the content of a channel is sent in slices; `isShown`: of one that the client shows already. */
  isStaging(isShown: boolean): boolean {
    for (const { state, since } of this.#held.values()) {
      if (state === 'staging' && (!isShown || since !== NEVER)) return true;
    }
    return false;
  }

  /**
   * Begins to send channels in slices whose content has more than `maxBytes`, when the step to this version is about to
   * be sent. True if there are any.
   */
  stageLarge(version: number, maxBytes: number): boolean {
    let isStaging = false;
    for (const held of this.#held.values()) {
      if (held.state !== 'opening' || held.channel.contentBytes <= maxBytes) continue;
      held.state = 'staging';
      held.scan = { from: version, next: 1 };
      isStaging = true;
    }
    return isStaging;
  }

  /** All slices were sent. The next step shows them. */
  finishStaging(held: Held): void {
    held.state = 'staged';
    this.#key = undefined;
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
      this.#held.set(channel.number, { channel, state: 'opening', since: NEVER, uses: 1, scan: undefined });
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
    if (held.since === NEVER && held.scan === undefined) {
      this.#remove(held);
      return;
    }
    held.state = 'closing';
    held.scan = undefined;
  }

  /** The client gets all that the channel contains with the next step, in place of what it has of it. */
  reopen(held: Held): void {
    if (held.state !== 'open' && held.scan === undefined) return;
    held.state = 'opening';
    held.scan = undefined;
    this.#key = undefined;
  }

  /** The connection has broken: what was sent in slices is lost. */
  stopStaging(): void {
    for (const held of this.#held.values()) if (held.scan !== undefined) this.reopen(held);
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
      else if (held.state !== 'open' && held.state !== 'staging') {
        held.state = 'open';
        held.since = version;
        held.scan = undefined;
      }
    }
    const numbers = [...this.#held.values()]
      .filter(({ state }) => state === 'open')
      .map(({ channel }) => channel.number);
    this.#key = numbers.sort((a, b) => a - b).join(' ');
  }

  /**
   * Keeps the memory for a client that is late within max(1 MiB, the content of its channels): where the marks would
   * take more than the content of their channel, the channel is sent as a whole later.
   */
  limitMarks(): void {
    let marks = 0;
    let content = 0;
    for (const held of this.#held.values()) {
      const { channel } = held;
      marks += channel.intervals.bytesSince(this.#neededSince(held));
      content += channel.contentBytes;
    }
    if (marks <= Math.max(MARK_BYTES_MIN, content)) return;
    for (const held of this.#held.values()) {
      const { intervals, contentBytes } = held.channel;
      if (intervals.bytesSince(this.#neededSince(held)) > contentBytes) this.reopen(held);
    }
  }

  /** Notes in each channel which intervals the client needs. */
  noteNeeds(): void {
    for (const held of this.#held.values()) {
      held.channel.oldestNeeded = Math.min(held.channel.oldestNeeded, this.#neededSince(held));
    }
  }

  /** The versions of which a client may need the changes of a channel; undefined if it needs none. */
  needsOf(channel: number): NeededVersions | undefined {
    const held = this.#held.get(channel);
    if (held === undefined) return undefined;
    const first = this.#neededSince(held);
    return first === NEVER ? undefined : { first, last: held.scan?.from ?? this.base };
  }

  /** Changes after this version are needed. */
  #neededSince({ state, scan }: Held): number {
    return state === 'open' ? this.safe : (scan?.from ?? NEVER);
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
