/** Forges what a client sends, to get more than its user may see. It knows no token but its own. */

import type { Random } from '../../framework/random.js';
import { corrupted } from '../corruption.js';
import type { RecordSizes } from '../read-frame.js';

const HELLO = 0x01;
/** Where a hello has the id of the client. */
const CLIENT_ID_AT = 18;
const FORGED_ONE_IN = 6;

export class Forger {
  readonly #random: Random;
  readonly #sizes: RecordSizes;
  /** Ids of all clients. */
  readonly #clientIds: readonly Uint8Array[];
  readonly #sent: Uint8Array[] = [];

  constructor(random: Random, sizes: RecordSizes, clientIds: readonly Uint8Array[]) {
    this.#random = random;
    this.#sizes = sizes;
    this.#clientIds = clientIds;
  }

  /** What is sent in place of a frame; undefined for the frame itself. */
  forge(original: Uint8Array): { readonly kind: string; readonly frames: readonly Uint8Array[] } | undefined {
    const random = this.#random;
    const frame = original.slice();
    this.#sent.push(frame);
    if (frame[0] === HELLO && this.#clientIds.length > 0 && random.oneIn(2)) {
      const stolen = frame.slice();
      stolen.set(random.pick(this.#clientIds), CLIENT_ID_AT);
      return { kind: 'id of another client', frames: [stolen] };
    }
    if (!random.oneIn(FORGED_ONE_IN)) return undefined;
    return corrupted({ frame, sent: this.#sent, random, sizes: this.#sizes });
  }
}
