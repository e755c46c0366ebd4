/** Content of large channels that has come in slices and is not shown yet. */

import { FRAME_LIMITS, ProtocolError, type Slice } from '../protocol/index.js';

/** How much of the content of large channels has come. */
export interface Progress {
  readonly receivedBytes: number;
  /** About; it can change while the content changes. */
  readonly totalBytes: number;
}

interface Staged {
  readonly slices: Uint8Array[];
  receivedBytes: number;
  totalBytes: number;
}

/** Of all channels together. */
const BYTES_MAX = 512 * 1024 * 1024;
const CHANNELS_MAX = FRAME_LIMITS.channels;
/** What a slice or a channel counts besides its bytes: a server sends few small ones. */
const OVERHEAD_BYTES = 4096;

export class StagedContent {
  readonly #channels: Map<number, Staged> = new Map();
  /** Of all channels that are loaded. */
  #receivedBytes = 0;
  #totalBytes = 0;
  #memoryBytes = 0;

  /** Of all channels that are loaded. */
  get progress(): Progress {
    return { receivedBytes: this.#receivedBytes, totalBytes: this.#totalBytes };
  }

  /** The bytes of the slice are copied. */
  add({ channel, isFirst, totalBytes, runs }: Slice): void {
    if (isFirst) {
      this.#forget(channel);
      this.#channels.set(channel, { slices: [], receivedBytes: 0, totalBytes: 0 });
    }
    const staged = this.#channels.get(channel);
    if (staged === undefined) throw new ProtocolError(`the first slice of channel ${channel} is missing`);
    this.#count(staged, -1);
    // A part of the indexes may contain nothing.
    if (runs.length > 0) staged.slices.push(runs.slice());
    staged.receivedBytes += runs.length;
    staged.totalBytes = totalBytes;
    this.#count(staged, 1);
    if (this.#memoryBytes > BYTES_MAX) throw new ProtocolError(`channels have more than ${BYTES_MAX} bytes of content`);
    if (this.#channels.size > CHANNELS_MAX)
      throw new ProtocolError(`more than ${CHANNELS_MAX} channels come in slices`);
  }

  /** The slices of a channel, which are forgotten; undefined if there are none. */
  take(channel: number): readonly Uint8Array[] | undefined {
    const slices = this.#channels.get(channel)?.slices;
    this.#forget(channel);
    return slices;
  }

  clear(): void {
    for (const channel of [...this.#channels.keys()]) this.#forget(channel);
  }

  #forget(channel: number): void {
    const staged = this.#channels.get(channel);
    if (staged === undefined) return;
    this.#count(staged, -1);
    this.#channels.delete(channel);
  }

  /** Adds the figures of a channel, or takes them away. */
  #count({ slices, receivedBytes, totalBytes }: Staged, sign: 1 | -1): void {
    this.#receivedBytes += sign * receivedBytes;
    this.#totalBytes += sign * Math.max(receivedBytes, totalBytes);
    this.#memoryBytes += sign * (receivedBytes + (slices.length + 1) * OVERHEAD_BYTES);
  }
}
