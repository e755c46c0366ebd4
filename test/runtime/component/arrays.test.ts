/**
 * Fixed arrays of every kind: elements are written in place, bounds and values are checked, other bytes do not change.
 */

import {
  Accessor,
  type ArrayValue,
  BOOL,
  CLOSED,
  ENTITY,
  enumCodec,
  FixedComposites,
  FixedCompositesMut,
  FixedElements,
  FixedElementsMut,
  FixedF32,
  FixedF32Mut,
  FixedF64,
  FixedF64Mut,
  FixedI8,
  FixedI8Mut,
  FixedI16,
  FixedI16Mut,
  FixedI32,
  FixedI32Mut,
  FixedI64,
  FixedI64Mut,
  FixedU8,
  FixedU8Mut,
  FixedU16,
  FixedU16Mut,
  FixedU32,
  FixedU32Mut,
  FixedU64,
  FixedU64Mut,
  I64_NUMBER,
  rejectValue,
  stringCodec,
  U64_NUMBER,
  type Views,
} from '@ecsdb/runtime/codegen-v1';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { viewsOf } from '../support/views.js';

interface ReadArray<Value> extends Accessor, Iterable<Value> {
  readonly length: number;
  at(index: number): Value;
  toArray(): Value[];
}

interface WriteArray<Value> extends ReadArray<Value> {
  set(index: number, value: Value): void;
  $assign(values: ArrayValue<Value>): void;
  view?(): ArrayLike<Value>;
}

type Value = number | bigint | boolean | string;

interface Kind {
  readonly size: number;
  readonly good: readonly [Value, Value, Value];
  readonly bad: readonly unknown[];
  readonly expected: string;
  read(path: string, length: number): ReadArray<Value>;
  write(path: string, length: number): WriteArray<Value>;
}

type Constructor<T> = new (path: string, length: number) => T;

function numeric(
  size: number,
  Read: Constructor<ReadArray<number>> | Constructor<ReadArray<bigint>>,
  Write: Constructor<WriteArray<number>> | Constructor<WriteArray<bigint>>,
  good: Kind['good'],
  bad: readonly unknown[],
  expected: string,
): Kind {
  return {
    size,
    good,
    bad,
    expected,
    // Each kind gets only values of its own type.
    read: (path, length) => new Read(path, length) as ReadArray<Value>,
    write: (path, length) => new Write(path, length) as WriteArray<never> as WriteArray<Value>,
  };
}

function elements<V extends Value>(
  codec: ConstructorParameters<typeof FixedElements<V>>[2],
  good: readonly [V, V, V],
  bad: readonly unknown[],
  expected: string,
): Kind {
  return {
    size: codec.size,
    good,
    bad,
    expected,
    read: (path, length) => new FixedElements(path, length, codec),
    write: (path, length) => new FixedElementsMut(path, length, codec) as unknown as WriteArray<Value>,
  };
}

const isRank = (value: unknown): value is 1 | 10 => value === 1 || value === 10;
const KINDS: { readonly [name: string]: Kind } = {
  u8: numeric(1, FixedU8, FixedU8Mut, [0, 255, 7], [-1, 256, 0.5, '1', 1n, undefined], 'u8 ('),
  i8: numeric(1, FixedI8, FixedI8Mut, [-128, 127, -1], [-129, 128, 0.5, '1', null], 'i8 ('),
  u16: numeric(2, FixedU16, FixedU16Mut, [0, 65_535, 7], [-1, 65_536, 0.5, '1'], 'u16 ('),
  i16: numeric(2, FixedI16, FixedI16Mut, [-32_768, 32_767, -1], [-32_769, 32_768, Number.NaN], 'i16 ('),
  u32: numeric(4, FixedU32, FixedU32Mut, [0, 2 ** 32 - 1, 7], [-1, 2 ** 32, 0.5, '1'], 'u32 ('),
  i32: numeric(4, FixedI32, FixedI32Mut, [-(2 ** 31), 2 ** 31 - 1, -1], [2 ** 31, -(2 ** 31) - 1, '1'], 'i32 ('),
  u64: numeric(8, FixedU64, FixedU64Mut, [0n, 2n ** 64n - 1n, 7n], [-1n, 2n ** 64n, 1, undefined], 'u64 ('),
  i64: numeric(8, FixedI64, FixedI64Mut, [-(2n ** 63n), 2n ** 63n - 1n, -1n], [2n ** 63n, 1, '1'], 'i64 ('),
  f32: numeric(4, FixedF32, FixedF32Mut, [-0, Number.NaN, Number.NEGATIVE_INFINITY], ['1', 1n, null, true], 'f32 ('),
  f64: numeric(8, FixedF64, FixedF64Mut, [-0, 0.1, Number.NaN], ['1', 1n, null, true], 'f64 ('),
  bool: elements(BOOL, [true, false, true], [0, 1, 'true', null, undefined], 'bool ('),
  entity: elements(ENTITY as never, [0, 2 ** 52 - 1, 2 ** 32], [-1, 2 ** 52, 0.5, 1n], 'an entity ('),
  'u64 as a number': elements(U64_NUMBER, [0, 2 ** 53 - 1, 2 ** 32], [-1, 2 ** 53, 0.5, 1n], 'u64 as a number ('),
  'i64 as a number': elements(I64_NUMBER, [-(2 ** 53) + 1, 2 ** 53 - 1, -1], [2 ** 53, 0.5, 1n], 'i64 as a number ('),
  'enum of u8': elements(enumCodec('u8', isRank, 'Rank'), [1, 10, 1], [0, 2, '1', undefined], 'Rank'),
  'enum of u16': elements(enumCodec('u16', isRank, 'Rank'), [1, 10, 1], [0, 2, '1'], 'Rank'),
  'enum of u32': elements(enumCodec('u32', isRank, 'Rank'), [1, 10, 1], [0, 2, '1'], 'Rank'),
  'string of odd capacity': elements(
    stringCodec(3),
    ['', 'abc', 'é'],
    ['abcd', 'éé', 1, null],
    'a string of at most 3',
  ),
  'string of even capacity': elements(stringCodec(4), ['', 'abcd', '😀'], ['abcde', '😀x', 1], 'a string of at most 4'),
};

const LENGTH = 3;
const OFFSET = 16;

function open(kind: Kind) {
  const views = viewsOf(OFFSET + LENGTH * kind.size + OFFSET);
  views.u8.fill(0xee);
  const written = kind.write('row.list', LENGTH);
  const read = kind.read('row.list', LENGTH);
  for (const array of [written, read]) {
    array.$bind(views);
    array.$move(OFFSET);
  }
  written.$assign(kind.good);
  return { views, written, read };
}

describe.each(Object.keys(KINDS))('an array of %s', (name) => {
  const kind = KINDS[name] as Kind;

  test('returns what was written, in every way of reading', () => {
    const { written, read } = open(kind);
    for (const array of [written, read]) {
      expect(array).toHaveLength(LENGTH);
      expect(array.toArray()).toEqual(kind.good);
      expect([...array]).toEqual(kind.good);
      expect(kind.good.map((_, index) => array.at(index))).toEqual(kind.good);
    }
    written.set(2, kind.good[0]);
    written.set(0, kind.good[1]);
    expect(read.toArray()).toEqual([kind.good[1], kind.good[1], kind.good[0]]);
    written.$assign(open(kind).read as unknown as ArrayValue<Value>);
    expect(read.toArray()).toEqual(kind.good);
  });

  test('does not change the bytes around it', () => {
    const { views } = open(kind);
    const around = [...views.u8.subarray(0, OFFSET), ...views.u8.subarray(OFFSET + LENGTH * kind.size)];
    expect(new Set(around)).toEqual(new Set([0xee]));
  });

  test('refuses values that do not fit, and keeps the element', () => {
    const { written } = open(kind);
    for (const wrong of kind.bad) {
      const error = errorOf(() => written.set(1, wrong as Value));
      expect(error).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', table: 'row', field: 'list[1]' });
      expect(error.expected).toContain(kind.expected);
    }
    expect(written.toArray()).toEqual(kind.good);
  });

  test('refuses an index outside the array', () => {
    const { written, read } = open(kind);
    for (const index of [-LENGTH - 1, LENGTH, 0.5, Number.NaN, 2 ** 32, '0' as unknown as number]) {
      for (const use of [() => read.at(index), () => written.at(index), () => written.set(index, kind.good[0])]) {
        expect(errorOf(use)).toMatchObject({
          code: 'FIELD_TYPE_MISMATCH',
          field: 'list',
          expected: 'an index from 0 to 2',
        });
      }
    }
  });

  test('refuses lists of another length, and values that are not lists', () => {
    const { written } = open(kind);
    for (const wrong of [[], kind.good.slice(1), [...kind.good, kind.good[0]], null, undefined, 5, 'abc', {}]) {
      const error = errorOf(() => written.$assign(wrong as readonly Value[]));
      expect(error).toMatchObject({
        code: 'FIELD_TYPE_MISMATCH',
        field: 'list',
        expected: 'a list of exactly 3 elements',
      });
    }
    expect(written.toArray()).toEqual(kind.good);
  });

  test('has no write methods if it is only for reading', () => {
    const { read } = open(kind);
    for (const member of ['set', 'view', '$assign']) expect(member in read).toBe(false);
  });

  test('throws after it is closed', () => {
    const { written, read } = open(kind);
    for (const array of [written, read]) {
      array.$bind(CLOSED);
      expect(errorOf(() => array.at(0)).code).toBe('TRANSACTION_ERROR');
    }
    expect(errorOf(() => written.set(0, kind.good[0])).code).toBe('TRANSACTION_ERROR');
  });

  test('a view shares the bytes of the record', () => {
    const { written, read } = open(kind);
    if (written.view === undefined) return;
    const view = written.view() as { [index: number]: Value } & ArrayLike<Value>;
    expect(Array.from(view)).toEqual(kind.good);
    view[0] = kind.good[1];
    expect(read.at(0)).toEqual(kind.good[1]);
  });
});

interface Point {
  readonly x: number;
  readonly y: number;
}

class PointRef extends Accessor {
  readonly $path: string;
  protected $f32: Float32Array = CLOSED.f32;
  constructor(path: string) {
    super();
    this.$path = path;
  }
  override $bind(views: Views): void {
    this.$f32 = views.f32;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  get x(): number {
    return this.$f32[this.$offset >>> 2] as number;
  }
  get y(): number {
    return this.$f32[(this.$offset + 4) >>> 2] as number;
  }
}

class PointRefMut extends PointRef {
  $assign(value: Point): void {
    if (typeof value !== 'object' || value === null) rejectValue(this.$path, 'a point', value);
    this.$f32[this.$offset >>> 2] = value.x;
    this.$f32[(this.$offset + 4) >>> 2] = value.y;
  }
}

describe('an array of custom types', () => {
  const copy = ({ x, y }: PointRef): Point => ({ x, y });
  const kind = { size: 8, create: (path: string) => new PointRef(path), copy };
  const kindMut = { size: 8, create: (path: string) => new PointRefMut(path), copy };
  const points: readonly Point[] = [
    { x: 1, y: 2 },
    { x: 3, y: 4 },
    { x: 5, y: 6 },
  ];

  function openPoints() {
    const views = viewsOf(64);
    const written = new FixedCompositesMut<PointRefMut, Point>('row.points', 3, kindMut);
    const read = new FixedComposites<PointRef, Point>('row.points', 3, kind);
    for (const array of [written, read]) {
      array.$bind(views);
      array.$move(8);
    }
    written.$assign(points as readonly PointRefMut[] | readonly Point[] as ArrayValue<Point>);
    return { views, written, read };
  }

  test('returns accessors, which are created once and move with the array', () => {
    const { read, written } = openPoints();
    const second = read.at(1);
    expect(read.at(1)).toBe(second);
    expect(copy(second)).toEqual(points[1]);
    read.$move(16);
    expect(copy(second)).toEqual(points[2]);
    expect(read.toArray()[1]).toBe(second);
    written.set(2, { x: 9, y: 9 });
    expect(copy(second)).toEqual({ x: 9, y: 9 });
  });

  test('copies its values', () => {
    const { read, written } = openPoints();
    const values = read.toValues();
    written.set(0, { x: 0, y: 0 });
    expect(values).toEqual(points);
    expect([...read].map(copy)).toEqual([{ x: 0, y: 0 }, points[1], points[2]]);
  });

  test('elements are bound and closed with the array', () => {
    const { read } = openPoints();
    const second = read.at(1);
    const elsewhere = viewsOf(64);
    elsewhere.f32.fill(7);
    read.$bind(elsewhere);
    expect(copy(second)).toEqual({ x: 7, y: 7 });
    read.$bind(CLOSED);
    expect(errorOf(() => second.x).code).toBe('TRANSACTION_ERROR');
    expect(errorOf(() => read.at(0).x).code).toBe('TRANSACTION_ERROR');
  });

  test('errors name the index of the element', () => {
    const { written } = openPoints();
    expect(errorOf(() => written.set(2, 5 as unknown as Point))).toMatchObject({
      field: 'points[2]',
      expected: 'a point',
    });
    expect(errorOf(() => written.at(3))).toMatchObject({ field: 'points', expected: 'an index from 0 to 2' });
    expect(errorOf(() => written.$assign([]))).toMatchObject({ expected: 'a list of exactly 3 elements' });
  });
});
