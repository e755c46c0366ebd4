/**
 * Fixed arrays of plain numbers, read and written in place.
 *
 * Hot: each kind of element has a class with its own copy of the same lines. So every access is monomorphic and is
 * inlined like a plain field. Shared code sees all kinds, which was several times slower.
 */

import type { ElementArrays } from '../memory/views.js';
import { CLOSED } from './accessor.js';
import { type ArrayValue, assignElements, FixedArray } from './fixed-array.js';
import { defineHidden } from './inspection.js';
import { EXPECTED } from './scalars.js';

export class FixedU8 extends FixedArray<number> {
  declare protected $elements: Uint8Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.u8);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.u8;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): number {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[this.$offset + at] as number;
  }
}

export class FixedU8Mut extends FixedU8 {
  set(index: number, value: number): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'number' || (value & 0xff) !== value) this.$rejectElement(index, EXPECTED.u8, value);
    this.$elements[this.$offset + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): Uint8Array {
    return this.$elements.subarray(this.$offset, this.$offset + this.length);
  }
  $assign(values: ArrayValue<number>): void {
    assignElements(this, values);
  }
}

export class FixedI8 extends FixedArray<number> {
  declare protected $elements: Int8Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.i8);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.i8;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): number {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[this.$offset + at] as number;
  }
}

export class FixedI8Mut extends FixedI8 {
  set(index: number, value: number): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'number' || (value << 24) >> 24 !== value) this.$rejectElement(index, EXPECTED.i8, value);
    this.$elements[this.$offset + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): Int8Array {
    return this.$elements.subarray(this.$offset, this.$offset + this.length);
  }
  $assign(values: ArrayValue<number>): void {
    assignElements(this, values);
  }
}

export class FixedU16 extends FixedArray<number> {
  declare protected $elements: Uint16Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.u16);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.u16;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): number {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[(this.$offset >>> 1) + at] as number;
  }
}

export class FixedU16Mut extends FixedU16 {
  set(index: number, value: number): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'number' || (value & 0xffff) !== value) this.$rejectElement(index, EXPECTED.u16, value);
    this.$elements[(this.$offset >>> 1) + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): Uint16Array {
    return this.$elements.subarray(this.$offset >>> 1, (this.$offset >>> 1) + this.length);
  }
  $assign(values: ArrayValue<number>): void {
    assignElements(this, values);
  }
}

export class FixedI16 extends FixedArray<number> {
  declare protected $elements: Int16Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.i16);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.i16;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): number {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[(this.$offset >>> 1) + at] as number;
  }
}

export class FixedI16Mut extends FixedI16 {
  set(index: number, value: number): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'number' || (value << 16) >> 16 !== value) this.$rejectElement(index, EXPECTED.i16, value);
    this.$elements[(this.$offset >>> 1) + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): Int16Array {
    return this.$elements.subarray(this.$offset >>> 1, (this.$offset >>> 1) + this.length);
  }
  $assign(values: ArrayValue<number>): void {
    assignElements(this, values);
  }
}

export class FixedU32 extends FixedArray<number> {
  declare protected $elements: Uint32Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.u32);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.u32;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): number {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[(this.$offset >>> 2) + at] as number;
  }
}

export class FixedU32Mut extends FixedU32 {
  set(index: number, value: number): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'number' || value >>> 0 !== value) this.$rejectElement(index, EXPECTED.u32, value);
    this.$elements[(this.$offset >>> 2) + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): Uint32Array {
    return this.$elements.subarray(this.$offset >>> 2, (this.$offset >>> 2) + this.length);
  }
  $assign(values: ArrayValue<number>): void {
    assignElements(this, values);
  }
}

export class FixedI32 extends FixedArray<number> {
  declare protected $elements: Int32Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.i32);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.i32;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): number {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[(this.$offset >>> 2) + at] as number;
  }
}

export class FixedI32Mut extends FixedI32 {
  set(index: number, value: number): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'number' || (value | 0) !== value) this.$rejectElement(index, EXPECTED.i32, value);
    this.$elements[(this.$offset >>> 2) + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): Int32Array {
    return this.$elements.subarray(this.$offset >>> 2, (this.$offset >>> 2) + this.length);
  }
  $assign(values: ArrayValue<number>): void {
    assignElements(this, values);
  }
}

export class FixedU64 extends FixedArray<bigint> {
  declare protected $elements: BigUint64Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.u64);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.u64;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): bigint {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[(this.$offset >>> 3) + at] as bigint;
  }
}

export class FixedU64Mut extends FixedU64 {
  set(index: number, value: bigint): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value)
      this.$rejectElement(index, EXPECTED.u64, value);
    this.$elements[(this.$offset >>> 3) + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): BigUint64Array {
    return this.$elements.subarray(this.$offset >>> 3, (this.$offset >>> 3) + this.length);
  }
  $assign(values: ArrayValue<bigint>): void {
    assignElements(this, values);
  }
}

export class FixedI64 extends FixedArray<bigint> {
  declare protected $elements: BigInt64Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.i64);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.i64;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): bigint {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[(this.$offset >>> 3) + at] as bigint;
  }
}

export class FixedI64Mut extends FixedI64 {
  set(index: number, value: bigint): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value)
      this.$rejectElement(index, EXPECTED.i64, value);
    this.$elements[(this.$offset >>> 3) + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): BigInt64Array {
    return this.$elements.subarray(this.$offset >>> 3, (this.$offset >>> 3) + this.length);
  }
  $assign(values: ArrayValue<bigint>): void {
    assignElements(this, values);
  }
}

export class FixedF32 extends FixedArray<number> {
  declare protected $elements: Float32Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.f32);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.f32;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): number {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[(this.$offset >>> 2) + at] as number;
  }
}

export class FixedF32Mut extends FixedF32 {
  set(index: number, value: number): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'number') this.$rejectElement(index, EXPECTED.f32, value);
    this.$elements[(this.$offset >>> 2) + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): Float32Array {
    return this.$elements.subarray(this.$offset >>> 2, (this.$offset >>> 2) + this.length);
  }
  $assign(values: ArrayValue<number>): void {
    assignElements(this, values);
  }
}

export class FixedF64 extends FixedArray<number> {
  declare protected $elements: Float64Array;

  constructor(path: string, length: number) {
    super(path, length);
    defineHidden(this, '$elements', CLOSED.f64);
  }
  override $bind(views: ElementArrays): void {
    this.$elements = views.f64;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): number {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$elements[(this.$offset >>> 3) + at] as number;
  }
}

export class FixedF64Mut extends FixedF64 {
  set(index: number, value: number): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    if (typeof value !== 'number') this.$rejectElement(index, EXPECTED.f64, value);
    this.$elements[(this.$offset >>> 3) + at] = value;
  }
  /**
   * The elements as a typed array over the record, for fast loops. Writes are not checked. Valid as long as the row.
   */
  view(): Float64Array {
    return this.$elements.subarray(this.$offset >>> 3, (this.$offset >>> 3) + this.length);
  }
  $assign(values: ArrayValue<number>): void {
    assignElements(this, values);
  }
}
