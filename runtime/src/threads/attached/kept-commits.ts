/** `commitsSince` in an attached thread. */

import {
  COMMIT,
  Commit,
  checkCommit,
  type Decoder,
  NOT_KEPT,
  type RingPlace,
  RingReader,
  versionGone,
} from '../../feed/index.js';
import type { AttachedStore } from './attached-store.js';
import { soundFeed } from './lane-errors.js';

export class KeptCommits {
  readonly #store: AttachedStore;
  readonly #memory: SharedArrayBuffer;
  readonly #decoder: Decoder;
  /** The place that was found last: programs ask for the same commits again, or for those after what they have seen. */
  #known: RingPlace | undefined;

  constructor(store: AttachedStore, memory: SharedArrayBuffer, decoder: Decoder) {
    this.#store = store;
    this.#memory = memory;
    this.#decoder = decoder;
  }

  /** The commits after version `after`, up to the present one, each when it is asked for. */
  since(after: number): Iterable<Commit> {
    const last = this.#store.version;
    if (after > last) throw this.#gone(after, last, `the last commit is ${last}`);
    const reader = this.#readerAfter(after);
    if (reader === undefined && after < last) throw this.#gone(after, last, NOT_KEPT);
    return { [Symbol.iterator]: () => this.#kept(after, last) };
  }

  *#kept(after: number, last: number): IterableIterator<Commit> {
    const reader = this.#readerAfter(after);
    for (let version = after + 1; version <= last; version++) {
      const found = soundFeed(() => reader?.next(last));
      // The owner may have overwritten it since the last step.
      if (reader === undefined || found !== COMMIT || reader.version !== version) {
        throw this.#gone(version - 1, last, NOT_KEPT);
      }
      const { at, bytes } = reader;
      soundFeed(() => checkCommit(this.#store, bytes));
      yield new Commit(version, at, bytes, this.#decoder, false);
    }
  }

  /** A reader at the first commit after this version; `undefined` if commits after it are missing. */
  #readerAfter(version: number): RingReader | undefined {
    const reader = new RingReader(this.#memory, false);
    const known = this.#known !== undefined && this.#known.version <= version ? this.#known : undefined;
    if (!soundFeed(() => reader.moveAfter(version, known))) return undefined;
    this.#known = { version, position: reader.position };
    return reader;
  }

  #gone(after: number, last: number, why: string): Error {
    const reader = new RingReader(this.#memory, false);
    return versionGone(after, soundFeed(() => reader.oldest()) ?? last + 1, last, why);
  }
}
