/** The channels of one client: what it knows of each, and which changes it needs. */

import type { Channel } from '../channels/channel.js';
import type { ChannelSet, ChannelSets } from '../channels/channel-sets.js';
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
  /** The client knows its number. A subscription is announced when no channel of it is `staging` any more. */
  isAnnounced: boolean;
  /** While it is `staging` or `staged`. */
  scan: Scan | undefined;
  /** The client has something of it, shown or not: it must be told if the channel is closed. */
  isSent: boolean;
  /** The client was sent a checksum, and has reported no difference. */
  isVerified: boolean;
}

/** Whether the next step has a section for the channel, if there is something to say. */
export function isInStep({ state, isAnnounced }: Held): boolean {
  return state === 'closing' || (isAnnounced && state !== 'staging');
}

const NEVER = Number.POSITIVE_INFINITY;

/** Memory that a client may take, whatever its channels contain. */
const BYTES_MIN = 1024 * 1024;

export class HeldChannels {
  /** Changes up to this version are known to the client after what was sent, or in no channel of it. */
  base: number;
  /** The client has acknowledged this version: changes after it are needed again if the connection breaks. */
  safe: number;
  readonly #held: Map<number, Held> = new Map();
  readonly #sets: ChannelSets;
  #open: ChannelSet | undefined;
  /** How many are sent in slices. */
  #scans = 0;

  constructor(version: number, sets: ChannelSets) {
    this.base = version;
    this.safe = version;
    this.#sets = sets;
    this.#open = sets.of([]);
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

  /** The open channels; undefined while some are opened or closed. */
  get open(): ChannelSet | undefined {
    return this.#open;
  }

  /** True if a step has to open or close channels. */
  get haveChanges(): boolean {
    return this.#open === undefined;
  }

  /** True if a step has something to send. */
  get hasNews(): boolean {
    return this.#open?.hasSince(this.base) ?? true;
  }

  /** True while the content of a channel is sent in slices; `isShown`: of one that the client shows already. */
  isStaging(isShown: boolean): boolean {
    if (this.#scans === 0) return false;
    for (const { state, since } of this.#held.values()) {
      if (state === 'staging' && (!isShown || since !== NEVER)) return true;
    }
    return false;
  }

  /**
   * Begins to send channels in slices whose content would make the step to this version larger than `maxBytes`, when
   * that step is about to be sent. True if there are any.
   */
  stageLarge(version: number, maxBytes: number): boolean {
    let isStaging = false;
    let bytesLeft = maxBytes;
    for (const held of this.#held.values()) {
      if (held.state !== 'opening') continue;
      const { contentBytes } = held.channel;
      if (contentBytes <= bytesLeft) {
        bytesLeft -= contentBytes;
        continue;
      }
      held.state = 'staging';
      this.#scan(held, { from: version, next: 1 });
      isStaging = true;
    }
    return isStaging;
  }

  /** All slices were sent. The next step shows them. */
  finishStaging(held: Held): void {
    held.state = 'staged';
    this.requireStep();
  }

  /** The next step is sent even if nothing has changed. */
  requireStep(): void {
    if (this.#open !== undefined) this.#sets.release(this.#open);
    this.#open = undefined;
  }

  /** The client is told the number of a channel. */
  announce(channel: number): void {
    const held = this.#held.get(channel);
    if (held !== undefined) held.isAnnounced = true;
  }

  /** One more subscription has the channel. */
  hold(channel: Channel): void {
    this.requireStep();
    const held = this.#held.get(channel.number);
    if (held === undefined) {
      channel.holders++;
      this.#held.set(channel.number, {
        channel,
        state: 'opening',
        since: NEVER,
        uses: 1,
        isAnnounced: false,
        scan: undefined,
        isSent: false,
        isVerified: false,
      });
      return;
    }
    held.uses++;
    // Its marks may be forgotten.
    if (held.state === 'closing') held.state = 'opening';
  }

  /** One subscription less has the channel. */
  release(channel: Channel): void {
    this.requireStep();
    const held = this.#held.get(channel.number);
    if (held === undefined || --held.uses > 0) return;
    if (!held.isSent) {
      this.#scan(held, undefined);
      this.#remove(held);
      return;
    }
    held.state = 'closing';
    this.#scan(held, undefined);
  }

  /** The client gets all that the channel contains with the next step, in place of what it has of it. */
  reopen(held: Held): void {
    if (held.state !== 'open' && held.scan === undefined) return;
    held.state = 'opening';
    this.#scan(held, undefined);
    this.requireStep();
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
    this.requireStep();
    for (const held of this.#held.values()) {
      const { state, since } = known(held.channel);
      held.state = state;
      held.since = since;
      held.isSent = state !== 'opening';
    }
  }

  /** A step with all changes was sent. */
  sent(version: number): void {
    this.base = version;
    if (!this.haveChanges) return;
    for (const held of this.#held.values()) {
      if (held.state === 'closing') this.#remove(held);
      else if (held.state !== 'open' && isInStep(held)) {
        held.state = 'open';
        held.since = version;
        held.isSent = true;
        this.#scan(held, undefined);
      }
    }
    const open = [...this.#held.values()].filter(({ state }) => state === 'open');
    this.#open = this.#sets.of(open.map(({ channel }) => channel));
  }

  /**
   * Keeps the memory for a client that is late within max(1 MiB, the content of its channels): where the marks would
   * take more than the content of their channel, the channel is sent as a whole later. `pendingBytes` wait for the
   * network. Content that is sent in slices does not begin anew: a client that is always late would never see it. It
   * needs one interval of marks, in which each entity is marked once.
   */
  limitMarks(pendingBytes: number): void {
    let bytes = pendingBytes;
    // Mostly, all marks of all clients of its channels are few.
    for (const { channel } of this.#held.values()) bytes += channel.intervals.bytes;
    if (bytes <= BYTES_MIN) return;
    bytes = pendingBytes;
    let content = 0;
    for (const held of this.#held.values()) {
      bytes += this.#markBytes(held);
      content += held.channel.contentBytes;
    }
    const most = Math.max(BYTES_MIN, content);
    if (bytes <= most) return;
    for (const held of this.#held.values()) {
      const marks = this.#markBytes(held);
      if (held.state !== 'open' || marks <= held.channel.contentBytes) continue;
      bytes -= marks;
      this.reopen(held);
    }
    if (bytes <= most) return;
    for (const held of this.#held.values()) {
      if (held.state === 'open' && this.#markBytes(held) > 0) this.reopen(held);
    }
  }

  /** Notes which intervals of its channels the client needs. */
  noteNeeds(): void {
    const open = this.#open;
    if (open !== undefined && this.#scans === 0) {
      open.oldestNeeded = Math.min(open.oldestNeeded, this.safe);
      return;
    }
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

  #markBytes(held: Held): number {
    return held.channel.intervals.bytesSince(this.#neededSince(held));
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
    this.#scans = 0;
    this.requireStep();
  }

  #scan(held: Held, scan: Scan | undefined): void {
    this.#scans += Number(scan !== undefined) - Number(held.scan !== undefined);
    held.scan = scan;
  }

  #remove({ channel }: Held): void {
    this.#held.delete(channel.number);
    channel.holders--;
    channel.view.release(channel);
  }
}
