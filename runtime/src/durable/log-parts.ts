/**
 * The parts of a log, made before recovery says where the log continues: the log's thread starts while the owner's
 * thread reads the directory.
 */

import { assert } from '../errors.js';
import type { DirectoryLock, FileSystem } from '../fs/index.js';
import { LogTail, type LogWriterOptions } from '../log/index.js';
import type { EarlyThread } from './early-thread.js';
import { LogControl, logControlMemory } from './log-control.js';
import { LogInlineLink } from './log-inline-link.js';
import type { LogLink } from './log-link.js';
import { beginLog, LogService, type LogServiceOptions } from './log-service.js';
import { LogThreadLink } from './log-thread-link.js';
import type { CompleteOptions } from './options.js';
import { Outbox, OutboxTaker } from './outbox.js';
import type { StorageEvents } from './storage.js';

export class LogParts {
  readonly control: LogControl = new LogControl(logControlMemory());
  readonly outbox: Outbox = new Outbox(this.control);
  readonly tail: LogTail = new LogTail();
  /** The log's thread; `undefined` if the caller has given a file system, which lives on the owner's thread. */
  readonly thread: LogThreadLink | undefined;
  readonly #service: LogServiceOptions;
  readonly #lock: DirectoryLock;
  readonly #events: StorageEvents;

  constructor(
    { durability, intervalMs }: CompleteOptions,
    lock: DirectoryLock,
    events: StorageEvents,
    thread: EarlyThread | undefined,
  ) {
    this.#service = { durability, intervalMs };
    this.#lock = lock;
    this.#events = events;
    if (thread === undefined) return;
    assert(lock.site !== undefined, "locks of the machine's file system are known to all threads");
    const { control, outbox, tail } = this;
    const data = {
      control: control.memory,
      outbox: outbox.memory,
      tail: tail.memory,
      service: this.#service,
      lock: lock.site,
    };
    this.thread = new LogThreadLink(thread, data, control, events);
  }

  /** Begins the log's first segment, on this thread: the log's thread may still be starting. */
  async begin(fs: FileSystem, options: LogWriterOptions): Promise<LogLink> {
    const { thread, control, outbox, tail } = this;
    const writer = beginLog(fs, options, tail, control);
    if (thread !== undefined) {
      // The log's thread opens the segment again: a file belongs to the thread that has opened it.
      writer.abandon();
      await thread.begin(options);
      return thread;
    }
    const service = new LogService(writer, new OutboxTaker(outbox.memory, control), control, this.#lock, this.#service);
    return new LogInlineLink(service, control, this.#service.durability, this.#events);
  }
}
