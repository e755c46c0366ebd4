/** What a log is made of before it is known where it goes on: while the directory is read, its thread starts. */

import { assert } from '../errors.js';
import type { DirectoryLock, FileSystem } from '../fs/index.js';
import { LogWriter, type LogWriterOptions } from '../log/index.js';
import { InlineLink } from './inline-link.js';
import { LogControl, logControlMemory } from './log-control.js';
import type { LogLink } from './log-link.js';
import { LogService, type LogServiceOptions } from './log-service.js';
import type { CompleteOptions } from './options.js';
import { Outbox, OutboxTaker } from './outbox.js';
import { ThreadLink } from './thread-link.js';

export class LogParts {
  readonly control: LogControl = new LogControl(logControlMemory());
  readonly outbox: Outbox = new Outbox(this.control);
  readonly service: LogServiceOptions;
  readonly #lock: DirectoryLock;
  /** The log's thread; a file system that was given lives on the owner's thread alone. */
  readonly thread: ThreadLink | undefined;
  /** Called when the log can go on no more. */
  onFailure: () => void = () => {};

  constructor({ durability, intervalMs, fileSystem }: CompleteOptions, lock: DirectoryLock) {
    this.service = { durability, intervalMs };
    this.#lock = lock;
    if (fileSystem !== undefined) return;
    assert(lock.site !== undefined, "locks of the machine's file system are known to all threads");
    const { control, outbox, service } = this;
    const data = { control: control.memory, outbox: outbox.memory, service, lock: lock.site };
    this.thread = new ThreadLink(data, this.control, () => this.onFailure());
  }

  /** Begins the log's first segment. */
  async begin(fs: FileSystem, options: LogWriterOptions): Promise<LogLink> {
    if (this.thread !== undefined) {
      await this.thread.begin(options);
      return this.thread;
    }
    const { control, outbox, service } = this;
    const writer = new LogWriter(fs, options);
    writer.begin();
    control.segment = writer.sequence;
    control.report(options.lastVersion, options.lastVersion);
    const taker = new OutboxTaker(outbox.memory, control);
    return new InlineLink(
      new LogService(writer, taker, control, this.#lock, service),
      control,
      service.durability,
      () => this.onFailure(),
    );
  }
}
