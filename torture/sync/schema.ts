/** The tables of the replicated world, and the views of its server. */

import type { DynamicComponent, Schema } from '@ecsdb/runtime';
import type { FieldDescriptor, SchemaDescriptor } from '@ecsdb/runtime/schema';
import { type Access, type View, view } from '@ecsdb/sync/server';
import type { Runtime } from '../framework/runtime.js';

const field = (name: string, type: string, offset: number, size: number): FieldDescriptor => {
  return { name, property: name, type, offset, size, align: Math.min(size, 4), nullable: false };
};

const DESCRIPTOR: SchemaDescriptor = {
  name: 'replicated',
  version: '1',
  hash: '0123456789abcdef0123456789abcdef',
  enums: [],
  customTypes: [],
  queries: [],
  enforced: 1,
  tables: [
    {
      name: 'unit',
      tableId: 0,
      size: 12,
      align: 4,
      layoutHash: '0000000000000000',
      nullBitmap: null,
      fields: [field('team', 'u32', 0, 4), field('x', 'f32', 4, 4), field('y', 'f32', 8, 4)],
    },
    {
      name: 'label',
      tableId: 1,
      size: 16,
      align: 4,
      layoutHash: '0000000000000001',
      nullBitmap: null,
      indexes: [{ name: 'size', fields: ['size'] }],
      fields: [
        { ...field('size', 'u32', 0, 4), indexed: true },
        { ...field('text', 'string<8>', 4, 10), align: 2 },
      ],
    },
    {
      name: 'hidden',
      tableId: 2,
      size: 4,
      align: 4,
      layoutHash: '0000000000000002',
      nullBitmap: null,
      fields: [field('secret', 'u32', 0, 4)],
    },
    { name: 'mark', tableId: 3, size: 0, align: 1, layoutHash: '0000000000000003', nullBitmap: null, fields: [] },
  ],
};

export const TABLES = ['unit', 'label', 'hidden', 'mark'] as const;
export type TableName = (typeof TABLES)[number];

export const TEAMS = 3;

export function replicatedSchema(runtime: Runtime): Schema {
  return runtime.schemaFromDescriptor(DESCRIPTOR);
}

export interface User {
  readonly name: string;
}

interface Teams {
  readonly teams: readonly number[];
}

interface Row {
  readonly team?: unknown;
}

/** A view as the naive computation sees it. */
export interface HeldView {
  readonly name: 'labels' | 'team' | 'marked';
  readonly params: Teams;
}

/** The tables of each view, and the one whose rows decide who is in a channel. */
export const VIEWS: {
  readonly [name in HeldView['name']]: { readonly tables: readonly TableName[]; readonly sorting?: TableName };
} = {
  labels: { tables: ['label'] },
  team: { tables: ['unit', 'mark'], sorting: 'unit' },
  marked: { tables: ['mark', 'label', 'unit'], sorting: 'mark' },
};

export function isHeld({ name, params }: HeldView, row: Row): boolean {
  return name !== 'team' || params.teams.includes(row.team as number);
}

export function viewsOf(component: (name: TableName) => DynamicComponent): { readonly [name: string]: View<User> } {
  const [unit, label, mark] = [component('unit'), component('label'), component('mark')];
  return {
    labels: view({ tables: [label] }),
    team: view({
      tables: [unit, mark],
      by: [unit, (row) => row.get('team') as number],
      for: ({ params }: Access<unknown, Teams>) => params.teams,
    }),
    marked: view({ tables: [mark, label, unit], by: [mark, () => 'marked'], for: () => ['marked'] }),
  };
}
