/** An ordered index against a sorted list: contents, order, searches, undo, publication, and building. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Memory } from '../../../runtime/src/memory/index.js';
import {
  entityAt,
  entryAt,
  isEnd,
  OrderedIndex,
  type Place,
  seek,
  toNext,
  toPreviousLeaf,
} from '../../../runtime/src/ordered-index/index.js';

type Entry = readonly number[];

const NO_KEY = new Uint32Array(0);

function create(keyWords: number) {
  const memory = new Memory();
  const region = memory.createRegion(2 ** 30, 512, 'u32');
  return { memory, region, index: new OrderedIndex(region, keyWords, 'test') };
}

function compare(a: Entry, b: Entry): number {
  const at = a.findIndex((word, i) => word !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}

function read(words: Uint32Array, entryWords: number, place: Place): Entry {
  const entry = new Uint32Array(entryWords);
  entryAt(words, place, entry);
  if (entityAt(words, entryWords, place) !== entry.at(-1)) throw new Error('another entity');
  return [...entry];
}

function contents(words: Uint32Array, entryWords: number): Entry[] {
  const place = { leaf: 0, at: 0 };
  const entries: Entry[] = [];
  for (seek(words, NO_KEY, 0, false, place); !isEnd(words, place); toNext(words, place)) {
    entries.push(read(words, entryWords, place));
  }
  return entries;
}

function backwards(words: Uint32Array, entryWords: number): Entry[] {
  const place = { leaf: 0, at: 0 };
  const entries: Entry[] = [];
  seek(words, NO_KEY, 0, true, place);
  while (toPreviousLeaf(words, place)) {
    place.at--;
    entries.push(read(words, entryWords, place));
  }
  return entries;
}

/** Comparing long lists as texts takes a tenth of the time. */
function text(entries: readonly Entry[]): string {
  return entries.map((entry) => entry.join()).join(' ');
}

/** Few values, so that keys repeat, in the whole range of a word. */
const word = fc.oneof(fc.nat(6), fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1), fc.nat(2 ** 32 - 1));

interface Step {
  readonly kind: 'insert' | 'remove';
  readonly seed: number;
  readonly count: number;
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom<Step['kind']>('insert', 'insert', 'remove'),
    seed: fc.nat(),
    count: fc.integer({ min: 1, max: 120 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const transactions = fc.array(fc.record({ steps, outcome: fc.constantFrom('keep', 'undo', 'publish', 'publish') }), {
  minLength: 1,
  maxLength: 8,
});

describe.each([1, 2, 7, 39])('an index with keys of %i words', (keyWords) => {
  const entryWords = keyWords + 1;

  test('holds the same entries in the same order as a sorted list, through undo and publication', () => {
    fc.assert(
      fc.property(transactions, fc.constantFrom(5, 200, 2 ** 32), (list, range) => {
        const { memory, region, index } = create(keyWords);
        let published: Entry[] = [];
        let model: Entry[] = [];
        for (const { steps: changes, outcome } of list) {
          memory.begin();
          const before = model;
          for (const step of changes) model = apply(index, model, step, keyWords, range);
          expect(text(contents(region.working.u32, entryWords))).toBe(text(model));
          expect(text(backwards(region.working.u32, entryWords))).toBe(text(model.toReversed()));
          expect(index.size).toBe(model.length);
          expect(text(contents(region.published.u32, entryWords))).toBe(text(published));
          if (outcome === 'undo') {
            memory.rollback();
            model = before;
          } else memory.endTransaction();
          if (outcome === 'publish') {
            memory.flip();
            region.align(memory.workingSide, memory.publishedSide);
            expect(memory.catchUp()).toBe(true);
            region.align(memory.workingSide, memory.publishedSide);
            published = model;
          }
          expect(text(contents(region.working.u32, entryWords))).toBe(text(model));
        }
      }),
      { numRuns: 25 },
    );
  });

  test('finds the first entry from a key on, and the first one after it, with any number of words', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.array(word, { minLength: entryWords, maxLength: entryWords }), {
          maxLength: 400,
          selector: (entry) => entry.join(),
        }),
        fc.array(fc.array(word, { minLength: entryWords, maxLength: entryWords }), { minLength: 5, maxLength: 20 }),
        fc.integer({ min: 1, max: entryWords }),
        fc.boolean(),
        (entries, keys, length, isBuilt) => {
          const { memory, region, index } = create(keyWords);
          const sorted = entries.toSorted(compare);
          memory.begin();
          if (isBuilt) index.build(Uint32Array.from(sorted.flat()), sorted.length);
          else for (const entry of entries) index.insert(Uint32Array.from(entry));
          const words = region.working.u32;
          for (const key of [...keys, ...entries.slice(0, 5)]) {
            for (const after of [false, true]) {
              const place = { leaf: 0, at: 0 };
              seek(words, Uint32Array.from(key), length, after, place);
              const wanted = sorted.find((entry) => {
                const order = compare(entry.slice(0, length), key.slice(0, length));
                return after ? order > 0 : order >= 0;
              });
              expect(isEnd(words, place) ? undefined : read(words, entryWords, place)).toEqual(wanted);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Makes some changes that follow from the seed: entries that come in order, or at random, or go. */
function apply(index: OrderedIndex, model: Entry[], { kind, seed, count }: Step, keyWords: number, range: number) {
  const entries = [...model];
  let state = seed % 2147483647 || 1;
  const random = (limit: number): number => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * limit);
  };
  const isInOrder = random(3) === 0;
  for (let i = 0; i < count; i++) {
    if (kind === 'insert') {
      const base = isInOrder ? ((entries.at(-1)?.[0] as number | undefined) ?? 0) : random(range);
      // Most entries have the same words in most places, and some have another one.
      const wordAt = (k: number): number => (k === 0 ? base : k % 3 === 0 || random(60) === 0 ? random(3) : 1);
      const entry = [...Array.from({ length: keyWords }, (_, k) => wordAt(k)), random(2 ** 20)];
      const at = entries.findIndex((one) => compare(one, entry) >= 0);
      const isThere = at >= 0 && compare(entries[at] as Entry, entry) === 0;
      expect(index.insert(Uint32Array.from(entry))).toBe(!isThere);
      if (!isThere) entries.splice(at < 0 ? entries.length : at, 0, entry);
    } else {
      if (entries.length === 0) break;
      // Neighbours go together, so that nodes become empty.
      const at = isInOrder ? 0 : random(entries.length);
      const [entry] = entries.splice(at, 1);
      expect(index.remove(Uint32Array.from(entry as Entry))).toBe(true);
      expect(index.remove(Uint32Array.from(entry as Entry))).toBe(false);
    }
  }
  return entries;
}

/** Bytes of an index with 20,000 entries, for each entry. */
function bytesPerEntry(keyWords: number, entryOf: (i: number) => Uint32Array): number {
  const { memory, index } = create(keyWords);
  memory.begin();
  for (let i = 0; i < 20_000; i++) index.insert(entryOf(i));
  memory.endTransaction();
  memory.flip();
  index.region.align(memory.workingSide, memory.publishedSide);
  const { entries, blocks } = index.published;
  expect(entries).toBe(20_000);
  return (blocks * 512) / entries;
}

test('words that all entries of a node share are stored once', () => {
  const entryOf = (i: number): Uint32Array =>
    Uint32Array.of(1, 2, Math.imul(i, 0x9e3779b1) >>> 20, Math.imul(i, 0x9e3779b1) >>> 0, 0, 0, 20, i);
  // The keys have 28 bytes.
  expect(bytesPerEntry(7, entryOf)).toBeLessThan(28);
});

test.each([1, 2, 3, 7])('keys of %i words in random order take at most 12 bytes more than their own', (keyWords) => {
  let state = 1;
  const random = (): number => {
    state = (state * 48271) % 2147483647;
    return state;
  };
  const entryOf = (i: number): Uint32Array =>
    // The last word of a `string<24>` is its length.
    Uint32Array.from({ length: keyWords + 1 }, (_, k) => (k === keyWords ? i : k === 6 ? 25 : random()));
  expect(bytesPerEntry(keyWords, entryOf)).toBeLessThan(4 * keyWords + 12);
});

test('an entry without the words that the entries of a full node share finds its place', () => {
  const { memory, region, index } = create(30);
  memory.begin();
  const model: Entry[] = [];
  const insert = (entry: Entry): void => {
    expect(index.insert(Uint32Array.from(entry))).toBe(true);
    model.push(entry);
  };
  const same = Array.from({ length: 29 }, () => 7);
  for (let i = 0; i < 500; i++) insert([7, ...same, i]);
  for (let i = 0; i < 500; i += 50) insert([7, ...same.map((word, k) => (k === 28 ? word : word - 1)), 1000 + i]);
  for (let i = 0; i < 30; i++) insert([7, ...same.map((word, k) => (k < i ? word : word + i + 1)), 2000 + i]);
  expect(text(contents(region.working.u32, 31))).toBe(text(model.toSorted(compare)));
});

test('memory is used again: after all entries went and came, the index has no more blocks', () => {
  const { memory, region, index } = create(2);
  memory.begin();
  const fill = (): void => {
    for (let i = 0; i < 20_000; i++) index.insert(Uint32Array.of(0, Math.imul(i, 0x9e3779b1) >>> 0, i));
  };
  fill();
  const { length } = region.working;
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 20_000; i++) index.remove(Uint32Array.of(0, Math.imul(i, 0x9e3779b1) >>> 0, i));
    expect(index.size).toBe(0);
    fill();
  }
  expect(region.working.length).toBe(length);
});
