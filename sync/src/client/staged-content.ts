/** Content of large channels that has come in slices and is not shown yet. */

import { ProtocolError, type Slice } from '../protocol/index.js';

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

export class StagedContent {
  readonly #channels: Map<number, Staged> = new Map();

  /** Of all channels that are loaded. */
  get progress(): Progress {
    let receivedBytes = 0;
    let totalBytes = 0;
    for (const staged of this.#channels.values()) {
      receivedBytes += staged.receivedBytes;
      totalBytes += Math.max(staged.receivedBytes, staged.totalBytes);
    }
    return { receivedBytes, totalBytes };
  }

  /** The bytes of the slice are copied. */
  add({ channel, isFirst, totalBytes, runs }: Slice): void {
    if (isFirst) this.#channels.set(channel, { slices: [], receivedBytes: 0, totalBytes });
    const staged = this.#channels.get(channel);
    if (staged === undefined) throw new ProtocolError(`the first slice of channel ${channel} is missing`);
    staged.slices.push(runs.slice());
    staged.receivedBytes += runs.length;
    staged.totalBytes = totalBytes;
    const { receivedBytes } = this.progress;
    if (receivedBytes > BYTES_MAX) throw new ProtocolError(`the content of channels has more than ${BYTES_MAX} bytes`);
  }

  /** The slices of a channel, which are forgotten; undefined if there are none. */
  take(channel: number): readonly Uint8Array[] | undefined {
    const slices = this.#channels.get(channel)?.slices;
    this.#channels.delete(channel);
    return slices;
  }

  clear(): void {
    this.#channels.clear();
  }
}
