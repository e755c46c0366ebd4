/** Views of a region that the owner has shared. */

import {
  type ElementKinds,
  NO_BYTES,
  noticeReleased,
  type SharedBytes,
  type Side,
  type Views,
  viewsOver,
} from '../../memory/index.js';
import { requireShared, type SharedSides } from '../shared/index.js';

/** Lengths of views are multiples of this, in bytes. */
const VIEW_BYTES = 8;

/** Views of all sides. Their length is that of the region when they were last used. */
export class SharedViews {
  readonly #sides: SharedSides;
  readonly #kinds: ElementKinds;
  /** By side. */
  readonly #views: Views[];

  constructor(sides: SharedSides, kinds: ElementKinds) {
    this.#sides = sides;
    this.#views = sides.map(() => NO_BYTES);
    this.#kinds = kinds;
  }

  /**
   * Views of `length` bytes of a side. Hot: usually the views of the last call.
   *
   * @throws EcsDbError `SERIALIZATION_ERROR` if the side has fewer bytes
   */
  of(side: Side, length: number): Views {
    const views = this.#views[side] as Views;
    return views.length === length ? views : this.#renew(side, length);
  }

  #renew(side: Side, length: number): Views {
    const { buffer, start } = this.#sides[side] as SharedBytes;
    const most = buffer.byteLength - start;
    const isPossible = Number.isSafeInteger(length) && length >= 0 && length <= most && length % VIEW_BYTES === 0;
    if (!isPossible) requireShared(false, 'size of a region', `a multiple of ${VIEW_BYTES} up to ${most}`, length);
    const views = viewsOver(buffer, start, length, this.#kinds);
    this.#views[side] = views;
    return views;
  }

  /** Notifies the garbage collector that this thread no longer uses the buffers. */
  release(): void {
    for (const { buffer } of this.#sides) noticeReleased(buffer.byteLength);
  }
}
