/** Tables with secrets, users who are computed from rows, and views of which a user sees a part. */

import type { DynamicComponent, DynamicData, Entity, Schema } from '@ecsdb/runtime';
import { type Access, type View, view } from '@ecsdb/sync/server';
import type { Runtime } from '../../framework/runtime.js';
import { field, type NewTable, schemaOf } from '../descriptors.js';

const MEMBER: NewTable = { name: 'member', size: 2, fields: [field('team', 'u8', 0, 1), field('level', 'u8', 1, 1)] };
const UNIT: NewTable = {
  name: 'unit',
  size: 16,
  fields: [field('team', 'u8', 0, 1), field('zone', 'u8', 1, 1), field('secret', 'u64', 8, 8)],
};
const NOTE: NewTable = { name: 'note', size: 16, fields: [field('size', 'u8', 0, 1), field('secret', 'u64', 8, 8)] };
const PLAN: NewTable = { name: 'plan', size: 8, fields: [field('secret', 'u64', 0, 8)] };

export function secretSchema(runtime: Runtime): Schema {
  return schemaOf(runtime, 'secrets', [MEMBER, UNIT, NOTE, PLAN]);
}

/** Those with secrets. Plans are in no view. */
export const TABLES = ['unit', 'note', 'plan'] as const;
export type TableName = (typeof TABLES)[number];

export const TEAMS = 3;
/** Of zones and of users. */
export const LEVELS = 4;
/** A user of this level sees all units. */
export const LEVEL_MAX = LEVELS - 1;

export interface Member {
  readonly team: number;
  readonly level: number;
}

export function memberOf({ team, level }: DynamicData): Member {
  return { team: Number(team), level: Number(level) };
}

export interface User extends Member {
  readonly entity: Entity;
}

/** Parameters as a client sends them: anything. */
export interface Zones {
  readonly zones?: readonly number[];
}

export function viewsOf(component: (name: TableName) => DynamicComponent): { readonly [name: string]: View<User> } {
  const [unit, note] = [component('unit'), component('note')];
  return {
    team: view({
      tables: [unit, note],
      by: [unit, (row) => row.get('team') as number],
      for: ({ user }: Access<User>) => [user.team],
    }),
    zones: view({
      tables: [unit],
      by: [unit, (row) => row.get('zone') as number],
      for: ({ user, params }: Access<User, Required<Zones>>) => params.zones.filter((zone) => zone <= user.level),
    }),
    units: view({
      tables: [unit],
      by: [unit, () => 'all'],
      for: ({ user }: Access<User>) => (user.level === LEVEL_MAX ? ['all'] : []),
    }),
    notes: view({ tables: [note] }),
  };
}
