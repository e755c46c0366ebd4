/** The channels of one client: which it has, and which changes of them it needs. */

import type { Channel } from '../channels/channel.js';
import type { ChannelSet, ChannelSets } from '../channels/channel-sets.js';
import type { NeededVersions } from '../channels/intervals.js';
import { type ChannelState, type Held, isInStep, type Scan } from './held.js';
import { channelsToSendAnew } from './mark-limit.js';

const NEVER = Number.POSITIVE_INFINITY;

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

  /** Called for a client that is late, with what waits for its network. See `channelsToSendAnew`. */
  limitMarks(pendingBytes: number): void {
    const markBytesOf = (held: Held): number => held.channel.intervals.bytesSince(this.#neededSince(held));
    for (const held of channelsToSendAnew(this.#held.values(), pendingBytes, markBytesOf)) this.reopen(held);
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
