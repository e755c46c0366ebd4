/** What the killed processes were told, held against what the next one finds. */

import type { Entity } from '@ecsdb/runtime';
import { require, Violation } from '../framework/violation.js';
import { ACCOUNTS, OPENING_BALANCE } from '../ledger/change.js';
import type { Shown } from '../ledger/ledger.js';
import { Model, textOf } from '../ledger/model.js';
import type { Order, Report } from './protocol.js';

const INDEX_LIMIT = 2 ** 32;

export class History {
  readonly #order: Order;
  /** What there must be after the version that was found last. */
  readonly #model = new Model();
  /** No version below may ever be found again. */
  #floor = 0;
  /** The highest transaction that anybody was told of. */
  #told = 0;
  /** The database was closed, and nobody has opened it since. */
  #isClosed = false;
  /** Ids of entries by number, as far as they are known; those of accounts. */
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

  /** Takes the reports of one process, all of them. */
  take(reports: readonly Report[]): void {
    for (const report of reports) this.#take(report);
    this.#checkGroup();
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
        this.#floor = Math.max(this.#floor, this.#told);
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

  /** An opening has come to this state: it must be that of its version, and the version no older than promised. */
  found(version: number, shown: Shown, wasClosed: boolean | null, dropped: number): void {
    this.#checkGroup();
    const { writers } = this.#order;
    require(version >= this.#floor, `version ${this.#floor} must not be lost`, () => version);
    require(version <= this.#told + writers + 1, `hardly more than ${this.#told} was ever committed`, () => version);
    if (this.#isClosed)
      require(wasClosed === true && version === this.#told, 'a close is seen', () => [wasClosed, version]);
    require(wasClosed !== true || dropped === 0, 'nothing is dropped from a log that was closed', () => dropped);
    this.#model.advanceTo(version);
    const expected = textOf(this.#model.contents);
    const found = textOf(shown);
    require(found === expected, `version ${version} is ${expected}`, () => found);
    this.#checkSum(version, shown);
    this.#checkIds(version, shown);
    this.#floor = version;
    this.#told = version;
    this.#isClosed = false;
    this.#acknowledged = [];
  }

  #checkSum(version: number, { balances, entries, count }: Shown): void {
    const sum = balances.reduce((total, balance) => total + balance, 0);
    require(sum === (version === 0 ? 0 : ACCOUNTS * OPENING_BALANCE), 'money is never made', () => sum);
    require(count === balances.length + entries.length, 'nobody is alive who has nothing', () => count);
  }

  #checkIds(version: number, { entries, entryIds, accountIds }: Shown): void {
    if (this.#accountIds.length > 0) {
      const isSame = JSON.stringify(accountIds) === JSON.stringify(this.#accountIds);
      require(isSame, 'accounts keep their ids', () => [this.#accountIds, accountIds]);
    }
    this.#accountIds = accountIds;
    // What was lost has never happened, and its ids were never given out.
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
      require(generation > before, `ids go up: generation ${before} of index ${index} comes earlier`, () => [
        number,
        id,
      ]);
      generations.set(index, generation);
    }
  }

  #acknowledge(number: number, id: Entity): void {
    const { durability } = this.#order;
    this.#acknowledged.push(number);
    this.#entryIds[number] = id;
    this.#told = Math.max(this.#told, number);
    if (durability !== 'interval') this.#floor = Math.max(this.#floor, number);
  }

  /** Each transaction is acknowledged once, and those that are missing in between were on their way. */
  #checkGroup(): void {
    const numbers = this.#acknowledged;
    const first = this.version + 1;
    require(new Set(numbers).size === numbers.length, 'each transaction is acknowledged once', () => numbers);
    require(numbers.every((number) => number >= first), `numbers go on from ${first}`, () => numbers);
    const missing = this.#told - this.version - numbers.length;
    require(missing <= this.#order.writers, 'numbers have no gaps but for those on their way', () => [first, numbers]);
  }
}
