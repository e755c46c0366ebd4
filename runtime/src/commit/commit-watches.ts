/** What committing needs of watches. A database without watches has none. */

export interface CommitWatches {
  /** Called when a group is about to be published: notes which watched rows it changes. Must not throw. */
  collect(): void;
  /** Called when nothing more is published, while the database can still be read. */
  end(): void;
}
