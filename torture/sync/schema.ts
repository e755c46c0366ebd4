/** The tables of the replicated world, and the views of its server. */

import type { DynamicComponent, Schema } from '@ecsdb/runtime';
import { type Access, type View, view } from '@ecsdb/sync/server';
import type { Runtime } from '../framework/runtime.js';
import { field, type NewTable, schemaOf } from './descriptors.js';

const UNIT: NewTable = {
  name: 'unit',
  size: 12,
  fields: [field('team', 'u32', 0, 4), field('x', 'f32', 4, 4), field('y', 'f32', 8, 4)],
};

const LABEL: NewTable = {
  name: 'label',
  size: 16,
  indexes: [{ name: 'size', fields: ['size'] }],
  fields: [
    { ...field('size', 'u32', 0, 4), indexed: true },
    { ...field('text', 'string<8>', 4, 10), align: 2, nullable: true, default: null },
  ],
  nullBitmap: { offset: 14, bytes: 1 },
};

const HIDDEN: NewTable = { name: 'hidden', size: 4, fields: [field('secret', 'u32', 0, 4)] };

const MARK: NewTable = { name: 'mark', size: 0, fields: [] };

export const TABLES = ['unit', 'label', 'hidden', 'mark'] as const;
export type TableName = (typeof TABLES)[number];

export const TEAMS = 3;

export function replicatedSchema(runtime: Runtime): Schema {
  return schemaOf(runtime, 'replicated', [UNIT, LABEL, HIDDEN, MARK]);
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
