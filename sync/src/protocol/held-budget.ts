/** How much a client says that it holds, at most: what is above is sent to it as a whole. Both sides count the same. */

import type { HeldIds } from './held-ids.js';

/** Entities of all channels of a client. */
export const HELD_ENTITIES_MAX = 2 ** 18;
/** A channel counts again in each frame that has a part of it. */
const CHANNELS_MAX = 2 ** 16;
/** Of the names of views and the values of channels, in UTF-16 code units. */
const TEXT_LENGTH_MAX = 2 ** 20;

export class HeldBudget {
  #entities = 0;
  #channels = 0;
  #textLength = 0;

  /** Counts a channel that is sent in `parts`. False if that is too much: then nothing is counted. */
  take({ view, value, entities }: HeldIds, parts = 1): boolean {
    const entityCount = this.#entities + entities.length;
    const channels = this.#channels + parts;
    const textLength = this.#textLength + (view.length + value.length) * parts;
    if (entityCount > HELD_ENTITIES_MAX || channels > CHANNELS_MAX || textLength > TEXT_LENGTH_MAX) return false;
    this.#entities = entityCount;
    this.#channels = channels;
    this.#textLength = textLength;
    return true;
  }
}
