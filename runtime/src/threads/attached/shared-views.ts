/** Views of a region that the owner has shared. */

import { type ElementKinds, NO_BYTES, noticeReleased, type Side, type Views, viewsOver } from '../../memory/index.js';
import { requireShared, type SharedSides } from '../shared/index.js';

/** Views of both sides, as long as the region was when they were last used. */
export class SharedViews {
  readonly #sides: SharedSides;
  readonly #kinds: ElementKinds;
  readonly #views: [Views, Views] = [NO_BYTES, NO_BYTES];

  constructor(sides: SharedSides, kinds: ElementKinds) {
    this.#sides = sides;
    this.#kinds = kinds;
  }

  /**
   * Views of `length` bytes of a side. Hot: usually those of the last time.
   *
   * @throws EcsDbError `SERIALIZATION_ERROR` when the side does not have so many
   */
  of(side: Side, length: number): Views {
    const views = this.#views[side];
    return views.length === length ? views : this.#renew(side, length);
  }

  #renew(side: Side, length: number): Views {
    const { buffer, start } = this.#sides[side];
    const most = buffer.byteLength - start;
    const isPossible = Number.isSafeInteger(length) && length >= 0 && length <= most && length % 8 === 0;
    if (!isPossible) requireShared(false, 'size of a region', `a multiple of 8 up to ${most}`, length);
    const views = viewsOver(buffer, start, length, this.#kinds);
    this.#views[side] = views;
    return views;
  }

  /** Tells the garbage collector of buffers that this thread uses no longer. */
  release(): void {
    for (const { buffer } of this.#sides) noticeReleased(buffer.byteLength);
  }
}
