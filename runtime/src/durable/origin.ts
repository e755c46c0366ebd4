/** Which database this is, and which opening of it: what a replica compares its position with. */

/** The beginning of what an opening has written. */
export interface OpeningStart {
  /** Of the opening. */
  readonly epoch: number;
  readonly firstVersion: number;
}

export class DatabaseOrigin {
  readonly databaseId: string;
  readonly epoch: number;
  /** Of the segments, oldest first. */
  readonly #starts: readonly OpeningStart[];
  /** The version at this opening. */
  readonly #version: number;

  constructor(databaseId: string, epoch: number, version: number, starts: readonly OpeningStart[]) {
    this.databaseId = databaseId;
    this.epoch = epoch;
    this.#version = version;
    this.#starts = starts;
  }

  /** As `Origin` of the replicas says. */
  lastVersionOf(epoch: number): number | undefined {
    if (epoch >= this.epoch) return undefined;
    if (epoch === this.epoch - 1) return this.#version;
    const next = this.#starts.findIndex((start) => start.epoch > epoch);
    // Without a segment from before, versions of the later opening may have been deleted.
    if (next === 0) return undefined;
    const { firstVersion } = this.#starts[next] ?? { firstVersion: this.#version + 1 };
    return Math.min(firstVersion - 1, this.#version);
  }
}
