/** A channel: the entities of a view with the same value, and what has changed in it. */

import { channelKey } from '../../protocol/index.js';
import { Intervals } from './intervals.js';
import { Marks } from './marks.js';
import type { ChannelValue } from './view.js';
import type { ViewState } from './view-state.js';

export class Channel {
  /** Identifies it to clients; never used again. */
  readonly number: number;
  /** Identifies it in its view; used again when the channel is forgotten. */
  readonly slot: number;
  readonly view: ViewState;
  readonly value: ChannelValue;
  /** Of the value; it identifies the channel in its view, whichever server it is. */
  readonly key: string;
  /** How many clients hold it. Without one, nothing is marked. */
  holders = 0;
  /** The first of its entity indexes; 0 if there is none. See `ViewState`. */
  firstMember = 0;
  memberCount = 0;
  /** Of sections and slices, since the channel exists, and in the last whole second. */
  encodedBytes = 0;
  encodedPerSecond = 0;
  /** Before the present second. */
  #encodedBefore = 0;
  /** Changes up to the last step. */
  readonly intervals: Intervals;
  /** The oldest version whose changes a client needs; infinite if none does. Computed in each step. */
  oldestNeeded: number = Number.POSITIVE_INFINITY;
  /** Changes since the last step. */
  #open: Marks;
  /** Memory for the next interval. */
  #spare: Marks | undefined;
  /** Encoded sections of the present step, by the version that they begin with. */
  #sections: Map<number, Uint8Array> = new Map();
  #sectionsOf = -1;

  constructor(number: number, slot: number, view: ViewState, value: ChannelValue) {
    this.number = number;
    this.slot = slot;
    this.view = view;
    this.value = value;
    this.key = channelKey(value);
    this.#open = new Marks(view.tables.length);
    this.intervals = new Intervals(view.tables.length);
  }

  /** Changes since the last step. */
  get marks(): Marks {
    return this.#open;
  }

  /** Ends an interval at this version. */
  closeInterval(end: number): void {
    if (this.#open.count === 0) return;
    this.intervals.add(end, this.#open);
    this.#open = this.#spare ?? new Marks(this.view.tables.length);
    this.#spare = undefined;
  }

  /** About as many bytes as all that it contains takes in a step. */
  get contentBytes(): number {
    return this.view.contentBytes(this);
  }

  /** A second has passed; `isWhole` unless it was longer. */
  countSecond(isWhole: boolean): void {
    this.encodedPerSecond = isWhole ? this.encodedBytes - this.#encodedBefore : 0;
    this.#encodedBefore = this.encodedBytes;
  }

  /** Forgets what no client needs. */
  forget(): void {
    const marks = this.intervals.forget(this.oldestNeeded);
    this.oldestNeeded = Number.POSITIVE_INFINITY;
    if (marks === undefined || marks.isSparse) return;
    marks.clear();
    this.#spare = marks;
  }

  /** Forgets everything, when no client holds the channel. */
  forgetAll(): void {
    this.#open = new Marks(this.view.tables.length);
    this.#spare = undefined;
    this.intervals.clear();
    this.#sections.clear();
  }

  /** What `encode` has made in this step for this version, for all clients that need it. */
  section(step: number, from: number, encode: () => Uint8Array): Uint8Array {
    if (this.#sectionsOf !== step) {
      this.#sections.clear();
      this.#sectionsOf = step;
    }
    let section = this.#sections.get(from);
    if (section === undefined) {
      section = encode();
      this.encodedBytes += section.length;
      this.#sections.set(from, section);
    }
    return section;
  }
}
