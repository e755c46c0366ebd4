/**
 * Sets of channels that clients hold. What a step needs to know of the channels of a client is computed once for all
 * clients with the same channels: with a thousand of them, looking into the memory of each takes as long as encoding.
 */

import type { Channel } from './channel.js';

export class ChannelSet {
  readonly id: number;
  readonly channels: readonly Channel[];
  readonly #sets: ChannelSets;
  /** How many clients hold exactly these. */
  uses = 0;
  /** The oldest version whose changes one of these clients needs; infinite if none does. Computed in each step. */
  oldestNeeded: number = Number.POSITIVE_INFINITY;
  /** The version of the last change in one of the channels. */
  #changed = 0;
  /** When that was found. */
  #step = -1;

  constructor(id: number, channels: readonly Channel[], sets: ChannelSets) {
    this.id = id;
    this.channels = channels;
    this.#sets = sets;
  }

  /** True if something has changed after this version, up to the last step. */
  hasSince(version: number): boolean {
    const { step } = this.#sets;
    if (this.#step !== step) {
      this.#step = step;
      for (const { intervals } of this.channels) this.#changed = Math.max(this.#changed, intervals.lastEnd);
    }
    return this.#changed > version;
  }
}

export class ChannelSets {
  /** Counts steps. */
  step = 0;
  readonly #sets: Map<string, ChannelSet> = new Map();
  #nextId = 0;

  /** Called when the channels have got the changes up to the step. */
  beginStep(): void {
    this.step++;
  }

  /** Tells the channels what clients need. */
  endStep(): void {
    for (const set of this.#sets.values()) {
      for (const channel of set.channels) channel.oldestNeeded = Math.min(channel.oldestNeeded, set.oldestNeeded);
      set.oldestNeeded = Number.POSITIVE_INFINITY;
    }
  }

  /** The same set for the same channels, until it was released as often. */
  of(channels: readonly Channel[]): ChannelSet {
    const sorted = channels.toSorted((a, b) => a.number - b.number);
    const key = keyOf(sorted);
    let set = this.#sets.get(key);
    if (set === undefined) {
      set = new ChannelSet(this.#nextId++, sorted, this);
      this.#sets.set(key, set);
    }
    set.uses++;
    return set;
  }

  release(set: ChannelSet): void {
    if (--set.uses === 0) this.#sets.delete(keyOf(set.channels));
  }
}

function keyOf(sorted: readonly Channel[]): string {
  return sorted.map(({ number }) => number).join(' ');
}
