/** The log as the commit loop uses it: records groups, submits them, and reports when they may be acknowledged. */

import type { CommitLog } from '../commit/index.js';
import type { EcsDbError } from '../errors.js';
import { isNoSpaceCode } from '../fs/index.js';
import { onOwnEnd } from '../node/own-end.js';
import { Changes, type OperationWriter } from '../operation/index.js';
import type { Store } from '../table/index.js';
import { ABANDON, CLOSE, FULL, type LogControl, POISONED, RETRY, RUNNING, SYNC } from './log-control.js';
import { closedWithoutRoom, diskFull, durabilityUnknown, notOnTheDevice, poisoned } from './log-errors.js';
import type { LogLink } from './log-link.js';
import type { Durability } from './options.js';
import type { Outbox } from './outbox.js';
import type { OwnerWriter } from './owner-writer.js';
import type { StorageEvents } from './storage.js';

/** In `interval` mode: bytes in the outbox up to which the next group may be submitted. */
const WAITING_BYTES_MAX = 8 * 2 ** 20;

export interface DurableLogOptions {
  readonly directory: string;
  readonly durability: Durability;
  readonly readsAfterPoison: boolean;
  readonly events: StorageEvents;
  /** In `strict` mode, where `writeSync` waits for a sync. */
  readonly ownerWriter: OwnerWriter | undefined;
}

/**
 * Bytes logged before the first spare segment is preallocated. This writes the whole file, which is wasted on a
 * database that is hardly written to.
 */
const FIRST_SPARE_AFTER_BYTES = 32 * 1024;

export class DurableLog implements CommitLog {
  readonly #control: LogControl;
  readonly #outbox: Outbox;
  readonly #link: LogLink;
  readonly #options: DurableLogOptions;
  readonly #ownerWriter: OwnerWriter | undefined;
  readonly #changes: Changes;
  #writer: OperationWriter | undefined;
  #firstVersion = 0;
  /** The last version that was submitted. */
  #submitted = 0;
  #bytes = 0;
  #segment: number;
  /** True as soon as the thread begins to end. From then on, nothing is acknowledged before it is on the device. */
  #isEnding = false;
  readonly #forgetEnd: () => void;

  constructor(store: Store, control: LogControl, outbox: Outbox, link: LogLink, options: DurableLogOptions) {
    this.#changes = new Changes(store);
    this.#control = control;
    this.#outbox = outbox;
    this.#link = link;
    this.#options = options;
    this.#ownerWriter = options.ownerWriter;
    this.#segment = control.segment;
    // In the other modes, everything acknowledged was already written to the operating system.
    this.#forgetEnd = options.durability === 'interval' ? onOwnEnd('first', () => this.#syncAtEnd()) : () => {};
  }

  /** Bytes submitted since the database was opened. */
  get bytes(): number {
    return this.#bytes;
  }

  begin(firstVersion: number): void {
    this.#firstVersion = firstVersion;
    this.#writer = this.#outbox.begin(firstVersion);
  }

  record(): OperationWriter {
    const writer = this.#writer as OperationWriter;
    writer.beginTransaction();
    try {
      this.#changes.write(writer);
    } catch (error) {
      writer.abandonTransaction();
      throw error;
    }
    writer.endTransaction();
    return writer;
  }

  submit(count: number): void {
    const bytes = this.#end(count);
    if (bytes === 0) return;
    this.#callLog();
    this.#count(bytes);
  }

  submitAndWait(count: number): void {
    const bytes = this.#end(count);
    if (bytes === 0) return;
    if (this.#ownerWriter?.tryWrite()) this.#link.noticeOwnerGroup();
    else this.#callLog();
    this.#count(bytes);
    if (!this.isReady) this.waitUntilReady();
  }

  /** Returns the length of the group in bytes, 0 if it was dropped. */
  #end(count: number): number {
    const bytes = this.#outbox.end(count);
    if (count > 0) this.#submitted = this.#firstVersion + count - 1;
    return bytes;
  }

  #callLog(): void {
    if (this.#isEnding) this.#requestSync();
    else if (this.#options.durability === 'interval') this.#link.hint();
    else this.#link.call();
  }

  #count(bytes: number): void {
    if (this.#bytes === 0) this.#options.events.onFirstGroup();
    const isFirstSpareDue = this.#bytes < FIRST_SPARE_AFTER_BYTES && this.#bytes + bytes >= FIRST_SPARE_AFTER_BYTES;
    this.#bytes += bytes;
    if (isFirstSpareDue) this.#options.events.onSegment();
    this.#noticeSegment();
  }

  get isReady(): boolean {
    if (this.#control.status !== RUNNING) return true;
    const { durability } = this.#options;
    // mutant: acknowledge-durable
    if (durability === 'strict' || this.#isEnding) return this.#control.durableVersion >= this.#submitted;
    if (durability === 'none') return this.#control.writtenVersion >= this.#submitted;
    return this.#outbox.waiting < WAITING_BYTES_MAX;
  }

  whenReady(then: () => void): void {
    if (this.#options.durability === 'interval') this.#link.call();
    this.#link.when(
      () => this.isReady,
      () => {
        this.#noticeSegment();
        then();
      },
    );
  }

  waitUntilReady(): void {
    if (this.#options.durability === 'interval') this.#link.call();
    this.#link.block(() => this.isReady);
  }

  get rejection(): EcsDbError | undefined {
    const { status, failure } = this.#control;
    if (status === RUNNING) return undefined;
    if (status === POISONED) {
      const isSafe = this.#options.durability !== 'none' && this.durableVersion >= this.#submitted;
      // mutant: failed-group
      return isSafe ? undefined : durabilityUnknown(this.#options.directory, failure);
    }
    // In this mode, groups are published without waiting for the log. They stay in memory until there is space again.
    if (this.#options.durability === 'interval' || this.writtenVersion >= this.#submitted) return undefined;
    return diskFull(this.#options.directory, failure);
  }

  abandonGroup(): void {
    // A full log has discarded the group; a poisoned log may have written it.
    if (this.#control.status === FULL) this.#submitted = this.writtenVersion;
  }

  get refusal(): EcsDbError | undefined {
    const { status, failure } = this.#control;
    if (status === RUNNING) return undefined;
    const { directory, durability } = this.#options;
    // mutant: refuse-poisoned
    if (status !== FULL) return poisoned(directory, failure);
    return diskFull(
      directory,
      failure,
      durability === 'interval' ? [this.durableVersion + 1, this.#submitted] : undefined,
    );
  }

  get isReadable(): boolean {
    // mutant: read-poisoned
    return this.#control.status !== POISONED || this.#options.readsAfterPoison;
  }

  /** True once a write or a sync has failed permanently. */
  get isPoisoned(): boolean {
    return this.#control.status === POISONED;
  }

  get writtenVersion(): number {
    return this.#control.writtenVersion;
  }

  /** The last version known to be on the device. */
  get durableVersion(): number {
    return this.#control.durableVersion;
  }

  #noticeSegment(): void {
    const { segment } = this.#control;
    if (segment === this.#segment) return;
    this.#segment = segment;
    this.#ownerWriter?.release();
    this.#options.events.onSegment();
  }

  /** Resolves when everything up to `version` is on the device. */
  flush(version: number): Promise<void> {
    this.#requestSync();
    return new Promise((resolve, reject) => {
      const isDurable = (): boolean => this.durableVersion >= version;
      this.#link.when(
        () => isDurable() || this.#control.status !== RUNNING,
        () => {
          if (isDurable()) resolve();
          else if (this.#control.status === FULL) reject(diskFull(this.#options.directory, this.#control.failure));
          else reject(durabilityUnknown(this.#options.directory, this.#control.failure));
        },
      );
    });
  }

  #requestSync(): void {
    // mutant: flush-requests-sync
    this.#control.request(SYNC);
    this.#link.call();
  }

  /** Makes everything durable that was acknowledged. A full device is retried once. */
  #syncAtEnd(): void {
    this.#isEnding = true;
    const control = this.#control;
    if (this.durableVersion >= this.#submitted || control.status === POISONED) return;
    const isRetried = control.status === FULL;
    const { progress } = control;
    if (isRetried) control.request(RETRY);
    this.#requestSync();
    this.#link.blockAtEnd(() => {
      if (this.durableVersion >= this.#submitted) return true;
      return control.status !== RUNNING && (!isRetried || control.progress !== progress);
    });
  }

  /** Logs that a snapshot is in place. Does not wait for the log. */
  checkpoint(windowStart: number, windowEnd: number): void {
    this.#control.requestCheckpoint(windowStart, windowEnd);
    this.#link.call();
  }

  /** Retries what a full device has refused. Resolves when commits are accepted again. */
  resume(): Promise<void> {
    const { refusal } = this;
    if (refusal === undefined) return Promise.resolve();
    if (this.#control.status !== FULL) return Promise.reject(refusal);
    const { progress } = this.#control;
    this.#control.request(RETRY);
    this.#link.call();
    return new Promise((resolve, reject) => {
      this.#link.when(
        () => this.#control.progress !== progress,
        () => {
          const { refusal } = this;
          if (refusal === undefined) resolve();
          else reject(refusal);
        },
      );
    });
  }

  /** Ends the log where it is, as after a failed sync. */
  poison(message: string): void {
    if (this.isPoisoned) return;
    this.#control.request(ABANDON);
    this.#control.reportStatus(POISONED, { systemCode: '', path: this.#options.directory, message });
    this.#link.call();
  }

  /** Writes what is pending and ends the log; rejects if that fails. */
  async close(): Promise<void> {
    if (this.#control.status !== POISONED) {
      this.#control.request(CLOSE);
      this.#link.call();
    }
    await this.#link.ended();
    this.#forgetEnd();
    this.#ownerWriter?.release();
    this.#outbox.release();
    if (this.#control.status !== POISONED) return;
    const { durableVersion } = this;
    const { directory } = this.#options;
    const { failure } = this.#control;
    if (durableVersion < this.#submitted) {
      throw notOnTheDevice(directory, failure, durableVersion + 1, this.#submitted);
    }
    throw isNoSpaceCode(failure?.systemCode) ? closedWithoutRoom(directory, failure) : poisoned(directory, failure);
  }
}
