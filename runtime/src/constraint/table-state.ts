/** Brings the indexes of one table up to date with its rows, and finds what that means for other tables. */

import type { Entity } from '../entity/index.js';
import { assert } from '../errors.js';
import { type Views, viewsOver } from '../memory/index.js';
import type { OrderedIndex } from '../ordered-index/index.js';
import { copyRecordBefore, IndexList, type IndexShape, idBefore, RowNotes, rowBefore, rowOf } from '../table/index.js';
import { KeyBuffer } from './key-buffer.js';
import { KnownRows } from './known-rows.js';
import type { TableRules } from './rules.js';
import { addTouched } from './touched-entities.js';
import type { RepeatedKey, Work } from './work.js';

const NO_ID = 0;
/** Not in `#known`. */
const UNKNOWN = -1;

export class TableState {
  readonly rules: TableRules;
  /** For each index: the entry before, the one that it has, the entry now, and those to insert. */
  readonly #before: readonly Uint32Array[];
  readonly #indexed: readonly Uint32Array[];
  readonly #now: readonly Uint32Array[];
  readonly #added: readonly KeyBuffer[];
  readonly #touched: IndexList = new IndexList();
  /** The record of a row before. */
  readonly #record: Views;
  /** What the indexes have of entities that an earlier update in this transaction has looked at. */
  readonly #known: KnownRows;
  /** What an earlier update in this transaction inserted beside an entry with the same key. */
  readonly #repeated: RepeatedKey[] = [];
  readonly #notes: RowNotes = new RowNotes();
  /** `Memory.transaction` of `#known` and `#repeated`. */
  #transaction = 0;

  constructor(rules: TableRules) {
    const { table } = rules;
    this.rules = rules;
    const entryWords = table.indexes.map((index) => index.entryWords);
    this.#before = entryWords.map((words) => new Uint32Array(words));
    this.#indexed = entryWords.map((words) => new Uint32Array(words));
    this.#now = entryWords.map((words) => new Uint32Array(words));
    this.#added = entryWords.map((words) => new KeyBuffer(words));
    this.#known = new KnownRows(entryWords);
    const bytes = Math.ceil(Math.max(table.stride, 1) / 8) * 8;
    this.#record = viewsOver(new ArrayBuffer(bytes), 0, bytes);
  }

  /**
   * Brings the indexes up to date with the rows: removes the entries of rows that went or changed, then inserts those
   * of rows that came or changed. So rows can swap unique values.
   *
   * `work` is given when the transaction ends. It gets what is different from before the transaction, however often the
   * indexes were updated meanwhile. From then on, rows change through `forgetRow` and `changeRow` only.
   */
  update(transaction: number, work: Work | undefined): void {
    if (this.#transaction !== transaction) {
      this.#transaction = transaction;
      this.#known.clear();
      this.#repeated.length = 0;
    }
    const { table } = this.rules;
    const { notes } = table;
    const known = this.#known;
    // What is still open can change after it was noted.
    const isNoted = notes?.isComplete === true && table.visits === 0;
    if (isNoted && work === undefined) this.#compareNoted(notes);
    else {
      const earlier = known.count;
      if (isNoted) this.#compareNewNoted(notes, work);
      else this.#compareTouched(work);
      // Also those that have become again what they were before the transaction.
      for (let i = 0; i < earlier; i++) this.#compare(known.indexAt(i), i, work);
    }
    this.#insertAdded(work);
    if (work !== undefined) {
      work.repeatedKeys.push(...this.#repeated);
      this.#repeated.length = 0;
      known.clear();
      return;
    }
    this.#notes.clear(table.visits === 0);
    table.notes = this.#notes;
  }

  /** Compares the rows of blocks that have changed since the transaction began, without those that are known. */
  #compareTouched(work: Work | undefined): void {
    const { table, recordWords } = this.rules;
    const touched = this.#touched;
    touched.clear();
    addTouched(table, recordWords, touched);
    for (let i = 0; i < touched.count; i++) {
      const index = touched.indexes[i] as number;
      if (this.#known.find(index) === UNKNOWN) this.#compare(index, UNKNOWN, work);
    }
  }

  /** Hot where a transaction looks something up after each change: compares what has changed since the last lookup. */
  #compareNoted({ list: { indexes, count } }: RowNotes): void {
    for (let i = 0; i < count; i++) {
      const index = indexes[i] as number;
      this.#compare(index, this.#known.find(index), undefined);
    }
  }

  /** Compares noted rows, each once, without those that are known. */
  #compareNewNoted({ list: { indexes, count } }: RowNotes, work: Work | undefined): void {
    for (const index of new Set(indexes.subarray(0, count))) {
      if (this.#known.find(index) === UNKNOWN) this.#compare(index, UNKNOWN, work);
    }
  }

  /** `position` is that of the entity index in `#known`, or `UNKNOWN`. */
  #compare(index: number, position: number, work: Work | undefined): void {
    const { table } = this.rules;
    const known = this.#known;
    const { indexes, working } = table;
    const was = this.#readBefore(index);
    const isKnown = position !== UNKNOWN;
    const indexed = isKnown ? known.idAt(position) : was;
    const row = rowOf(working, index);
    const is = row < 0 ? NO_ID : (working.dense[row] as number);
    for (let k = 0; k < indexes.length; k++) {
      const before = this.#before[k] as Uint32Array;
      const entry = isKnown ? (this.#indexed[k] as Uint32Array) : before;
      if (isKnown) known.read(position, k, entry);
      const now = this.#now[k] as Uint32Array;
      if (is !== NO_ID) this.#encode(k, working.records, row * table.stride, now, index);
      if (indexed !== is || !isEqual(entry, now)) {
        if (indexed !== NO_ID) this.#removeEntry(k, entry);
        if (is !== NO_ID) (this.#added[k] as KeyBuffer).add(now);
      }
      if (work === undefined || (was === is && isEqual(before, now))) continue;
      if (was !== NO_ID && was !== is) work.keyDeleted(this.rules, k, before);
      else if (was !== NO_ID) work.keyChanged(this.rules, k, before);
      if (is !== NO_ID) this.#noteNewKey(k, now, work);
    }
    if (work === undefined) {
      known.set(position, index, is, this.#now);
    } else if (was !== is) {
      if (was !== NO_ID) work.rowDeleted(this.rules, was as Entity);
      if (is !== NO_ID) work.rowInserted(this.rules, is as Entity);
    }
  }

  #noteNewKey(k: number, entry: Uint32Array, work: Work): void {
    const { references, table } = this.rules;
    if (references.length === 0 || table.indexes[k]?.codec.hasNull(entry)) return;
    work.keyInserted(this.rules, k, entry);
  }

  /** Sets `#before` to the entries of the row that the entity index had before the transaction. Returns its id. */
  #readBefore(index: number): number {
    const { table } = this.rules;
    const row = rowBefore(table, index);
    if (row < 0) return NO_ID;
    if (table.indexes.length > 0) {
      copyRecordBefore(table, row, this.#record);
      for (let k = 0; k < table.indexes.length; k++) {
        this.#encode(k, this.#record, 0, this.#before[k] as Uint32Array, index);
      }
    }
    return idBefore(table, row);
  }

  #encode(k: number, views: Views, offset: number, entry: Uint32Array, index: number): void {
    const { codec } = this.rules.table.indexes[k] as IndexShape;
    codec.encode(views, offset, entry);
    entry[codec.words] = index;
  }

  #removeEntry(k: number, entry: Uint32Array): void {
    const isRemoved = this.#ordered(k).remove(entry);
    assert(isRemoved, 'an index has an entry of each row');
  }

  #insertAdded(work: Work | undefined): void {
    const { table } = this.rules;
    let hasChanged = false;
    for (let k = 0; k < table.indexes.length; k++) {
      const added = this.#added[k] as KeyBuffer;
      const entry = this.#now[k] as Uint32Array;
      for (let i = 0; i < added.count; i++) {
        added.read(i, entry);
        this.#insertEntry(k, entry, work);
      }
      hasChanged ||= added.count > 0;
      added.clear();
    }
    if (hasChanged) table.refreshIndexes();
  }

  #insertEntry(k: number, entry: Uint32Array, work: Work | undefined): void {
    const { isUnique, codec } = this.rules.table.indexes[k] as IndexShape;
    const ordered = this.#ordered(k);
    const isInserted = ordered.insert(entry);
    assert(isInserted, 'an index has no entry of a row that comes');
    if (!isUnique || codec.hasNull(entry) || !ordered.hasTwin(entry)) return;
    // When the transaction ends, one of them may be gone.
    (work?.repeatedKeys ?? this.#repeated).push({ rules: this.rules, position: k, entry: entry.slice() });
  }

  /**
   * Removes the entries of a row that will be deleted next, by a cascade. Its indexes are up to date. The row is there.
   *
   * As at an explicit deletion, the values that count are those from before the transaction. What the transaction
   * itself inserted was never there to be deleted.
   */
  forgetRow(index: number, work: Work): void {
    const { table } = this.rules;
    const { working } = table;
    const row = rowOf(working, index);
    const entity = working.dense[row] as Entity;
    const wasThere = this.#readBefore(index) === entity;
    for (let k = 0; k < table.indexes.length; k++) {
      const entry = this.#now[k] as Uint32Array;
      this.#encode(k, working.records, row * table.stride, entry, index);
      this.#removeEntry(k, entry);
      work.entryRemoved(this.rules, k, entry);
      if (wasThere) work.keyDeleted(this.rules, k, this.#before[k] as Uint32Array);
    }
    if (wasThere) work.rowDeleted(this.rules, entity);
  }

  /** Changes a row by `change`, for a cascade. Its indexes are up to date. */
  changeRow(index: number, change: (row: number) => void, work: Work): void {
    const { table } = this.rules;
    const { working, stride } = table;
    const row = rowOf(working, index);
    for (let k = 0; k < table.indexes.length; k++) {
      this.#encode(k, working.records, row * stride, this.#before[k] as Uint32Array, index);
    }
    change(row);
    for (let k = 0; k < table.indexes.length; k++) {
      const before = this.#before[k] as Uint32Array;
      const now = this.#now[k] as Uint32Array;
      this.#encode(k, working.records, row * stride, now, index);
      if (isEqual(before, now)) continue;
      this.#removeEntry(k, before);
      work.entryRemoved(this.rules, k, before);
      work.keyChanged(this.rules, k, before);
      this.#insertEntry(k, now, work);
    }
    table.refreshIndexes();
  }

  #ordered(k: number): OrderedIndex {
    return this.rules.table.ordered[k] as OrderedIndex;
  }
}

function isEqual(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
