/** Rows of one table that were read and are not in a database yet: their records, entities and lines. */

import type { AnyComponent } from '../component/index.js';
import { type Views, viewsOver } from '../memory/index.js';

/** No entity was given: the row gets an entity of its own. */
export const OWN_ENTITY = 0;

const FIRST_ROWS = 64;
const CHUNK_BYTES_MAX = 2 ** 20;
/** A multiple of 8, so that the length of the records is one. */
const ROWS_MIN = 8;

/** So many rows that neither few tables with many rows nor many tables with few rows waste memory. */
export class RowChunk {
  readonly views: Views;
  readonly ids: Float64Array;
  readonly lines: Uint32Array;
  count = 0;

  constructor(stride: number, rows: number) {
    this.views = viewsOver(new ArrayBuffer(stride * rows), 0, stride * rows);
    this.ids = new Float64Array(rows);
    this.lines = new Uint32Array(rows);
  }

  get isFull(): boolean {
    return this.count === this.ids.length;
  }
}

export class StagedTable {
  readonly component: AnyComponent;
  /** For messages. */
  readonly place: string;
  readonly chunks: RowChunk[] = [];
  count = 0;
  #last: RowChunk | undefined;

  constructor(component: AnyComponent) {
    this.component = component;
    this.place = `table "${component.TABLE_NAME}"`;
  }

  get stride(): number {
    return this.component.size;
  }

  /** The chunk with space for the next row, at `count` of it. The record there is zeros. */
  room(): RowChunk {
    if (this.#last === undefined || this.#last.isFull) {
      const most = Math.max(ROWS_MIN, Math.floor(CHUNK_BYTES_MAX / Math.max(this.stride, 16) / 8) * 8);
      const wanted = this.#last === undefined ? FIRST_ROWS : this.#last.ids.length * 2;
      this.#last = new RowChunk(this.stride, Math.min(wanted, most));
      this.chunks.push(this.#last);
    }
    return this.#last;
  }

  /** Keeps the row whose record was written. */
  add(chunk: RowChunk, id: number, line: number): void {
    chunk.ids[chunk.count] = id;
    chunk.lines[chunk.count] = line;
    chunk.count++;
    this.count++;
  }

  /** Makes the record zeros again. */
  discard(chunk: RowChunk): void {
    const start = chunk.count * this.stride;
    chunk.views.u8.fill(0, start, start + this.stride);
  }

  /** The line of the row at a position. */
  lineOf(position: number): number {
    let before = 0;
    for (const chunk of this.chunks) {
      if (position < before + chunk.count) return chunk.lines[position - before] as number;
      before += chunk.count;
    }
    throw new Error(`no row ${position} was read`);
  }
}
