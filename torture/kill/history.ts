/** Compares what the killed processes reported with what the next one finds. */

import type { Entity } from '@ecsdb/runtime';
import { require, Violation } from '../framework/violation.js';
import { ACCOUNTS, OPENING_BALANCE } from '../ledger/change.js';
import type { Shown } from '../ledger/ledger.js';
import { Model, textOf } from '../ledger/model.js';
import type { Order, Report } from './protocol.js';

const INDEX_LIMIT = 2 ** 32;

export class History {
  readonly #order: Order;
  /** The contents of the version that was found last, and of later ones. */
  readonly #model = new Model();
  /** The lowest version that an opening may find. */
  #floor = 0;
  /** The highest transaction that was reported. */
  #reported = 0;
  /** The database was closed and not opened since. */
  #isClosed = false;
  /** An opening was killed since. It may have begun a segment, which is not closed then. */
  #wasOpeningKilled = false;
  /** The known ids of entries, by number, and those of accounts. */
  #entryIds: Entity[] = [];
  #accountIds: readonly Entity[] = [];
  #acknowledged: number[] = [];

  constructor(order: Order) {
    this.#order = order;
  }

  /** The version that was found by the last opening. */
  get version(): number {
    return this.#model.version;
  }

  /** Adds all reports of one process, which was killed. */
  take(reports: readonly Report[]): void {
    for (const report of reports) this.#take(report);
    this.#checkGroup();
    if (reports.at(-1)?.kind === 'opening') this.#wasOpeningKilled = true;
  }

  #take(report: Report): void {
    switch (report.kind) {
      case 'opened':
        require(report.durableVersion === report.version, 'what is shown after opening is on the device', () => report);
        this.found(report.version, report.shown, report.wasClosed, report.dropped);
        break;
      case 'acknowledged':
        this.#acknowledge(report.number, report.id);
        break;
      case 'durable':
        if (this.#order.durability === 'interval') this.#floor = Math.max(this.#floor, report.version);
        break;
      case 'closed':
        this.#checkGroup();
        this.#floor = Math.max(this.#floor, this.#reported);
        this.#isClosed = true;
        break;
      case 'failed':
        throw new Violation(`a process saw this: ${report.message}`);
      case 'opening':
      case 'closing':
      case 'snapshot':
        break;
    }
  }

  /**
   * Checks the state that an opening found: it must be that of its version, and the version must not be older than
   * promised.
   */
  found(version: number, shown: Shown, wasClosed: boolean | null, dropped: number): void {
    this.#checkGroup();
    const { writers } = this.#order;
    require(version >= this.#floor, `version ${this.#floor} must not be lost`, () => version);
    require(version <=
      this.#reported + writers + 1, `little more than transaction ${this.#reported} was committed`, () => version);
    if (this.#isClosed) {
      const isRecognised = wasClosed === true || this.#wasOpeningKilled;
      require(isRecognised && version === this.#reported, 'the opening recognises the close', () => [
        wasClosed,
        version,
      ]);
    }
    require(wasClosed !== true || dropped === 0, 'nothing is dropped from a log that was closed', () => dropped);
    this.#model.advanceTo(version);
    const expected = textOf(this.#model.contents);
    const found = textOf(shown);
    require(found === expected, `version ${version} is ${expected}`, () => found);
    this.#checkSum(version, shown);
    this.#checkIds(version, shown);
    this.#floor = version;
    this.#reported = version;
    this.#isClosed = false;
    this.#wasOpeningKilled = false;
    this.#acknowledged = [];
  }

  #checkSum(version: number, { balances, entries, count }: Shown): void {
    const sum = balances.reduce((total, balance) => total + balance, 0);
    require(sum === (version === 0 ? 0 : ACCOUNTS * OPENING_BALANCE), 'the sum of money never changes', () => sum);
    require(count === balances.length + entries.length, 'each living entity has a row', () => count);
  }

  #checkIds(version: number, { entries, entryIds, accountIds }: Shown): void {
    if (this.#accountIds.length > 0) {
      const isSame = JSON.stringify(accountIds) === JSON.stringify(this.#accountIds);
      require(isSame, 'accounts keep their ids', () => [this.#accountIds, accountIds]);
    }
    this.#accountIds = accountIds;
    // A lost transaction never happened, and its ids were never issued.
    this.#entryIds.length = Math.min(this.#entryIds.length, version + 1);
    for (const [i, [number]] of entries.entries()) {
      const id = entryIds[i] as Entity;
      const known = this.#entryIds[number];
      require(known === undefined || known === id, `the id of entry ${number} is ${known}`, () => id);
      this.#entryIds[number] = id;
    }
    const generations = new Map<number, number>();
    for (const [number, id] of [...accountIds, ...this.#entryIds.filter((one) => one !== undefined)].entries()) {
      const index = id % INDEX_LIMIT;
      const generation = Math.floor(id / INDEX_LIMIT);
      const before = generations.get(index) ?? -1;
      require(generation >
        before, `generations increase: generation ${before} of index ${index} was issued before`, () => [number, id]);
      generations.set(index, generation);
    }
  }

  #acknowledge(number: number, id: Entity): void {
    const { durability } = this.#order;
    this.#acknowledged.push(number);
    this.#entryIds[number] = id;
    this.#reported = Math.max(this.#reported, number);
    if (durability !== 'interval') this.#floor = Math.max(this.#floor, number);
  }

  /** Each transaction is acknowledged once, and only transactions in flight are missing. */
  #checkGroup(): void {
    const numbers = this.#acknowledged;
    const first = this.version + 1;
    require(new Set(numbers).size === numbers.length, 'each transaction is acknowledged once', () => numbers);
    require(numbers.every((number) => number >= first), `numbers continue from ${first}`, () => numbers);
    const missing = this.#reported - this.version - numbers.length;
    require(missing <= this.#order.writers, 'only transactions in flight are missing', () => [first, numbers]);
  }
}
