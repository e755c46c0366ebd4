/**
 * The schema and the contents of the bank. Money moves and its sum never changes, so the sum shows whether a state is
 * possible.
 */

import type { Database, DynamicComponent, Entity, Schema } from '@ecsdb/runtime';
import type { FieldDescriptor, SchemaDescriptor } from '@ecsdb/runtime/schema';
import type { Runtime } from '../framework/runtime.js';

export const NOTE_BYTES_MAX = 94;

const DESCRIPTOR: SchemaDescriptor = {
  name: 'bank',
  version: '1.0.0',
  hash: '0123456789abcdef0123456789abcdef',
  enums: [],
  customTypes: [],
  tables: [
    {
      name: 'account',
      tableId: 0,
      size: 8,
      align: 8,
      layoutHash: '0000000000000001',
      nullBitmap: null,
      fields: [{ ...field('balance', 'i64', 8, 8), js: 'number' }],
    },
    {
      name: 'note',
      tableId: 1,
      size: 96,
      align: 2,
      layoutHash: '0000000000000002',
      nullBitmap: null,
      fields: [field('text', `string<${NOTE_BYTES_MAX}>`, 96, 2)],
    },
    {
      name: 'frozen',
      tableId: 2,
      size: 0,
      align: 1,
      layoutHash: '0000000000000003',
      nullBitmap: null,
      fields: [],
    },
  ],
  queries: [],
};

export function bankSchema(runtime: Runtime): Schema {
  return runtime.schemaFromDescriptor(DESCRIPTOR);
}

/** The tables of one database. */
export interface Tables {
  readonly account: DynamicComponent;
  readonly note: DynamicComponent;
  readonly frozen: DynamicComponent;
}

export function tablesOf(db: Database): Tables {
  return { account: db.component('account'), note: db.component('note'), frozen: db.component('frozen') };
}

/** The contents of a database. */
export interface Shown {
  /** Everything as text, the same for the same contents. */
  readonly text: string;
  readonly sum: number;
}

/** Reads everything; `ids` may include ids of entities that are not alive. */
export function show(db: Database, ids: Iterable<Entity>): Shown {
  const { account, note, frozen } = tablesOf(db);
  const accounts: [Entity, number][] = [];
  const notes: [Entity, string][] = [];
  const marks: Entity[] = [];
  db.query(account).forEach((row, entity) => void accounts.push([entity, Number(row.get('balance'))]));
  db.query(note).forEach((row, entity) => void notes.push([entity, String(row.get('text'))]));
  db.query(frozen).forEach((_row, entity) => void marks.push(entity));
  const alive = [...ids].filter((entity) => db.isAlive(entity));
  const sum = accounts.reduce((total, [, balance]) => total + balance, 0);
  return { text: textOf({ count: db.count(), alive, accounts, notes, marks }), sum };
}

export interface Contents {
  /** The number of living entities, including those whose ids are not in `ids`. */
  readonly count: number;
  readonly alive: readonly Entity[];
  readonly accounts: readonly (readonly [Entity, number])[];
  readonly notes: readonly (readonly [Entity, string])[];
  readonly marks: readonly Entity[];
}

export function textOf({ count, alive, accounts, notes, marks }: Contents): string {
  return JSON.stringify([
    count,
    [...alive].sort((a, b) => a - b),
    [...accounts].sort(([a], [b]) => a - b),
    [...notes].sort(([a], [b]) => a - b),
    [...marks].sort((a, b) => a - b),
  ]);
}

function field(name: string, type: string, size: number, align: number): FieldDescriptor {
  return { name, property: name, type, offset: 0, size, align, nullable: false };
}
