/** A channel: the entities of a view with the same value, and what has changed in it. */

import { type Interval, Mark, type Marks, marksSince } from './marks.js';
import type { ChannelValue } from './view.js';
import type { ViewState } from './view-state.js';

export class Channel {
  /** Identifies it to clients; never used again. */
  readonly number: number;
  readonly view: ViewState;
  readonly value: ChannelValue;
  /** How many clients hold it. Without one, nothing is marked. */
  holders = 0;
  /** The first of its entity indexes; 0 if there is none. See `ViewState`. */
  firstMember = 0;
  memberCount = 0;
  /** Changes since the last step. */
  #open: Marks = new Map();
  #closed: Interval[] = [];
  /** Encoded sections of the present step, by the version that they begin with. */
  #sections: Map<number, Uint8Array> = new Map();
  #sectionsOf = -1;

  constructor(number: number, view: ViewState, value: ChannelValue) {
    this.number = number;
    this.view = view;
    this.value = value;
  }

  /** The mark of an entity index. `entity` is the one in the channel before the change; 0 if there was none. */
  mark(index: number, entity: number): Mark {
    let mark = this.#open.get(index);
    if (mark === undefined) {
      mark = new Mark(entity);
      this.#open.set(index, mark);
    }
    return mark;
  }

  hasMark(index: number): boolean {
    return this.#open.has(index);
  }

  /** Ends an interval at this version. */
  closeInterval(end: number): void {
    if (this.#open.size === 0) return;
    this.#closed.push({ end, marks: this.#open });
    this.#open = new Map();
  }

  marksSince(version: number): Marks {
    return marksSince(this.#closed, version);
  }

  /** True if something has changed after this version. */
  hasChangedSince(version: number): boolean {
    return (this.#closed.at(-1)?.end ?? 0) > version;
  }

  /** Forgets what no client needs: intervals up to this version. */
  forget(version: number): void {
    const kept = this.#closed.findIndex(({ end }) => end > version);
    this.#closed.splice(0, kept < 0 ? this.#closed.length : kept);
  }

  /** Forgets everything, when no client holds the channel. */
  forgetAll(): void {
    this.#open.clear();
    this.#closed = [];
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
      this.#sections.set(from, section);
    }
    return section;
  }
}
