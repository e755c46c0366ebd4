/**
 * Which rows a frame of the server names, decoded without any code of sync. Follows docs/protocol.md; what it does not
 * know throws.
 */

export interface SentStep {
  readonly from: number;
  readonly to: number;
  /** Indexes of entities that enter a channel. */
  readonly entered: readonly number[];
  /** Rows whose bytes are in the step. */
  readonly rows: readonly SentRow[];
}

interface SentRow {
  readonly table: number;
  readonly index: number;
}

const STEP_FRAME = 0x42;
const LEAVE = 1;
const ENTER = 2;
const PUT = 3;
const PATCH = 4;
const REMOVE = 5;

/** Undefined for other frames. `sizes` are the bytes of a record by table. */
export function sentStep(frame: Uint8Array, sizes: ReadonlyMap<number, number>): SentStep | undefined {
  if (frame[0] !== STEP_FRAME) return undefined;
  const from = new Numbers(frame, 2);
  const step = { from: from.next(), to: from.next(), entered: [] as number[], rows: [] as SentRow[] };
  while (from.at < frame.length) {
    from.next();
    from.at++;
    const length = from.next();
    readRuns(from, from.at + length, sizes, step);
  }
  return step;
}

function readRuns(
  from: Numbers,
  end: number,
  sizes: ReadonlyMap<number, number>,
  { entered, rows }: { readonly entered: number[]; readonly rows: SentRow[] },
): void {
  while (from.at < end) {
    const kind = from.bytes[from.at++];
    if (kind === LEAVE) from.indexes();
    else if (kind === ENTER) {
      const indexes = from.indexes();
      entered.push(...indexes);
      for (const _ of indexes) from.next();
    } else if (kind === PUT) {
      const table = from.next();
      const indexes = from.indexes();
      for (const index of indexes) rows.push({ table, index });
      from.at += indexes.length * (sizes.get(table) ?? 0);
    } else if (kind === PATCH) {
      const table = from.next();
      from.next();
      const length = from.next();
      const indexes = from.indexes();
      for (const index of indexes) rows.push({ table, index });
      from.at += indexes.length * length;
    } else if (kind === REMOVE) {
      from.next();
      from.indexes();
    } else throw new Error(`a run of the unknown kind ${kind}`);
  }
  if (from.at !== end) throw new Error('a run ends outside of its section');
}

class Numbers {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  next(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error('a frame ends within a number');
      value += (byte % 128) * unit;
      if (byte < 128) return value;
    }
  }

  indexes(): number[] {
    let index = 0;
    return Array.from({ length: this.next() }, () => {
      index += this.next();
      return index;
    });
  }
}
