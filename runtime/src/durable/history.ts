/** The log of a directory as `history` reads it. */

import { runNextTurn } from '../clock.js';
import type { HistorySource, LoggedCommits } from '../feed/index.js';
import type { LogPlace } from '../recovery/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { Keeper } from './keeper.js';

/** One iteration. The keeper reads, so the owner's thread does not wait for the device. */
export class LogSource implements HistorySource {
  readonly #keeper: Keeper;
  readonly #schema: SchemaDescriptor;
  readonly #assertOpen: () => void;
  #place: LogPlace | undefined;

  constructor(keeper: Keeper, schema: SchemaDescriptor, assertOpen: () => void) {
    this.#keeper = keeper;
    this.#schema = schema;
    this.#assertOpen = assertOpen;
  }

  assertOpen(): void {
    this.#assertOpen();
  }

  async next(after: number, last: number): Promise<LoggedCommits> {
    // A keeper on the owner's thread replies in the same turn.
    await new Promise<void>(runNextTurn);
    this.#assertOpen();
    const piece = await this.#keeper.readHistory({ after, last, place: this.#place }, this.#schema);
    this.#place = piece.place;
    return piece;
  }
}
