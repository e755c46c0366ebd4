/** Values between the last two steps, so that what a program draws moves smoothly at any rate of steps. */

import type { AnyComponent, Entity, Schema } from '@ecsdb/runtime';
import type { PublishedRows } from '@ecsdb/runtime/replica';
import { type Field, fieldsOf, requireComponent, requireDelay } from './interpolated-fields.js';

/** What it needs of its client. */
export interface InterpolationHost {
  readonly rows: PublishedRows;
  readonly schema: Schema;
  nowMs(): number;
  stop(interpolation: Interpolation): void;
}

const FIRST_CAPACITY = 64;

/**
 *   values    a ---------> b ---------> c
 *   steps     1            2            3
 *   shown           |<---- delayMs ---->| now
 *
 * What is shown is `delayMs` old. An entity that has just come, and one that has not changed in a step, does not move.
 * With a delay of one period of steps, each value is reached when the next step arrives.
 */
export class Interpolation {
  readonly #host: InterpolationHost;
  readonly #table: number;
  readonly #fields: readonly Field[];
  readonly #delayMs: number;
  /** By entity. */
  readonly #slots: Map<Entity, number> = new Map();
  readonly #free: number[] = [];
  /** What `get` returns. */
  readonly #shown: Float64Array;
  #capacity = 0;
  // Values of slot i are at i * fields.
  #before: Float64Array = new Float64Array(0);
  #after: Float64Array = new Float64Array(0);
  /** When the motion of a slot begins and ends. */
  #fromMs: Float64Array = new Float64Array(0);
  #toMs: Float64Array = new Float64Array(0);
  /** The step that has shown a slot last. */
  #seen: Uint32Array = new Uint32Array(0);
  #steps = 0;
  /** The records that `#view` shows: the same for all rows of a step. */
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #stepMs: number;

  /** @internal */
  constructor(host: InterpolationHost, component: AnyComponent, paths: readonly string[], delayMs: number) {
    requireComponent(host.schema, component);
    requireDelay(delayMs);
    this.#host = host;
    this.#table = component.TABLE_ID;
    this.#fields = fieldsOf(host.schema, component, paths);
    this.#delayMs = delayMs;
    this.#shown = new Float64Array(paths.length);
    this.#stepMs = host.nowMs();
    this.step();
  }

  /**
   * The values of an entity now, in the order of the fields; undefined if the client does not hold its row. The array
   * is the same at each call.
   */
  get(entity: Entity): Float64Array | undefined {
    const slot = this.#slots.get(entity);
    return slot === undefined ? undefined : this.#show(slot, this.#host.nowMs() - this.#delayMs);
  }

  /** Calls `visit` for each entity that has the row, with its values now. The array is the same at each call. */
  forEach(visit: (entity: Entity, values: Float64Array) => void): void {
    const shownMs = this.#host.nowMs() - this.#delayMs;
    for (const [entity, slot] of this.#slots) visit(entity, this.#show(slot, shownMs));
  }

  /** Follows the client no longer: from now on it shows the last step before this call. */
  stop(): void {
    this.#host.stop(this);
  }

  /** @internal Called after each step. */
  step(): void {
    const { rows } = this.#host;
    const nowMs = this.#host.nowMs();
    const count = rows.count(this.#table);
    this.#steps++;
    for (let row = 0; row < count; row++) this.#update(rows.entityOfRow(this.#table, row) as Entity, nowMs);
    if (this.#slots.size > count) this.#forget();
    this.#stepMs = nowMs;
  }

  #update(entity: Entity, nowMs: number): void {
    const { rows } = this.#host;
    rows.find(this.#table, entity >>> 0);
    const { bytes, at } = rows;
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    const view = this.#view;
    const count = this.#fields.length;
    let slot = this.#slots.get(entity);
    let isMoved = false;
    for (let i = 0; i < count; i++) {
      const { offset, read } = this.#fields[i] as Field;
      const value = read(view, at + offset);
      if (slot !== undefined && value !== this.#after[slot * count + i]) isMoved = true;
      this.#shown[i] = value;
    }
    if (slot === undefined) {
      slot = this.#add(entity);
      this.#before.set(this.#shown, slot * count);
      this.#after.set(this.#shown, slot * count);
    } else if (isMoved) {
      this.#before.set(this.#after.subarray(slot * count, slot * count + count), slot * count);
      this.#after.set(this.#shown, slot * count);
      // After a pause without steps, it moves for as long as it is shown late.
      this.#fromMs[slot] = Math.max(this.#stepMs, nowMs - this.#delayMs);
      this.#toMs[slot] = nowMs;
    }
    this.#seen[slot] = this.#steps;
  }

  #show(slot: number, shownMs: number): Float64Array {
    const count = this.#fields.length;
    const fromMs = this.#fromMs[slot] as number;
    const toMs = this.#toMs[slot] as number;
    const part = shownMs >= toMs ? 1 : Math.max(0, (shownMs - fromMs) / (toMs - fromMs));
    for (let i = 0; i < count; i++) {
      const before = this.#before[slot * count + i] as number;
      const after = this.#after[slot * count + i] as number;
      this.#shown[i] = part === 1 ? after : before + (after - before) * part;
    }
    return this.#shown;
  }

  #add(entity: Entity): number {
    const slot = this.#free.pop() ?? this.#slots.size;
    if (slot >= this.#capacity) this.#grow();
    this.#slots.set(entity, slot);
    return slot;
  }

  #forget(): void {
    for (const [entity, slot] of this.#slots) {
      if (this.#seen[slot] === this.#steps) continue;
      this.#slots.delete(entity);
      this.#free.push(slot);
    }
  }

  #grow(): void {
    this.#capacity = Math.max(FIRST_CAPACITY, this.#capacity * 2);
    const values = this.#capacity * this.#fields.length;
    this.#before = grown(new Float64Array(values), this.#before);
    this.#after = grown(new Float64Array(values), this.#after);
    this.#fromMs = grown(new Float64Array(this.#capacity), this.#fromMs);
    this.#toMs = grown(new Float64Array(this.#capacity), this.#toMs);
    this.#seen = grown(new Uint32Array(this.#capacity), this.#seen);
  }
}

function grown<List extends Float64Array | Uint32Array>(to: List, from: List): List {
  to.set(from);
  return to;
}
