/** A club with all kinds of constraints: its descriptor, and the same rules for the model. */

import type { Schema } from '@ecsdb/runtime';
import type { FieldDescriptor, IndexDescriptor, SchemaDescriptor, TableDescriptor } from '@ecsdb/runtime/schema';
import type { Runtime } from '../framework/runtime.js';
import type { Rules } from './model.js';

const number = (name: string, type: string, offset: number, size: number): FieldDescriptor => ({
  name,
  property: name,
  type,
  offset,
  size,
  align: Math.min(size, type === 'entity' ? 4 : 8),
  nullable: false,
});

const nullable = (field: FieldDescriptor): FieldDescriptor => ({ ...field, nullable: true, default: null });

type OnDelete = 'restrict' | 'cascade' | 'set_null' | 'destroy';

const refers = (
  field: FieldDescriptor,
  table: string,
  key: string | undefined,
  onDelete: OnDelete,
): FieldDescriptor => ({
  ...field,
  foreignKey: { table, ...(key !== undefined && { field: key }), onDelete },
});

const primary = (name: string): IndexDescriptor => ({ name, fields: [name], primary: true, unique: true });
const unique = (name: string, fields: readonly string[] = [name]): IndexDescriptor => ({ name, fields, unique: true });
const indexed = (name: string): IndexDescriptor => ({ name, fields: [name] });

const TEAM: TableDescriptor = {
  name: 'team',
  tableId: 0,
  size: 12,
  align: 4,
  layoutHash: '0000000000000000',
  nullBitmap: { offset: 8, bytes: 1 },
  indexes: [primary('id'), unique('rank')],
  fields: [
    { ...number('id', 'u32', 0, 4), primaryKey: true },
    { ...nullable(number('rank', 'u32', 4, 4)), unique: true },
  ],
};

const PLAYER: TableDescriptor = {
  name: 'player',
  tableId: 1,
  size: 32,
  align: 8,
  layoutHash: '0000000000000001',
  nullBitmap: { offset: 24, bytes: 1 },
  indexes: [unique('nick'), indexed('score'), indexed('team'), unique('teamAndSeat', ['team', 'seat'])],
  fields: [
    { ...number('score', 'f64', 0, 8), indexed: true },
    refers(nullable(number('team', 'u32', 8, 4)), 'team', 'id', 'restrict'),
    number('seat', 'u16', 12, 2),
    { ...number('nick', 'string<8>', 14, 10), align: 2, unique: true },
  ],
};

const FAN: TableDescriptor = {
  name: 'fan',
  tableId: 2,
  size: 16,
  align: 4,
  layoutHash: '0000000000000002',
  nullBitmap: { offset: 12, bytes: 1 },
  indexes: [indexed('hero'), indexed('of')],
  fields: [
    refers(nullable(number('hero', 'entity', 0, 8)), 'player', undefined, 'cascade'),
    refers(nullable(number('of', 'u32', 8, 4)), 'team', 'id', 'set_null'),
  ],
};

const PET: TableDescriptor = {
  name: 'pet',
  tableId: 3,
  size: 8,
  align: 4,
  layoutHash: '0000000000000003',
  nullBitmap: null,
  indexes: [indexed('owner')],
  fields: [refers(number('owner', 'entity', 0, 8), 'player', undefined, 'destroy')],
};

const NODE: TableDescriptor = {
  name: 'node',
  tableId: 4,
  size: 12,
  align: 4,
  layoutHash: '0000000000000004',
  nullBitmap: { offset: 8, bytes: 1 },
  indexes: [primary('id'), indexed('up')],
  fields: [
    { ...number('id', 'u32', 0, 4), primaryKey: true },
    refers(nullable(number('up', 'u32', 4, 4)), 'node', 'id', 'cascade'),
  ],
};

/** What "destroy" must not depend on: a cascade, a parent, the order of fields, other rows of the entity. */
const ITEM: TableDescriptor = {
  name: 'item',
  tableId: 5,
  parentTable: 'fan',
  size: 28,
  align: 4,
  layoutHash: '0000000000000005',
  nullBitmap: { offset: 24, bytes: 1 },
  indexes: [indexed('holder'), indexed('owner'), indexed('home'), indexed('room')],
  fields: [
    refers(nullable(number('holder', 'entity', 0, 8)), 'player', undefined, 'cascade'),
    refers(nullable(number('owner', 'entity', 8, 8)), 'player', undefined, 'destroy'),
    refers(nullable(number('home', 'u32', 16, 4)), 'node', 'id', 'destroy'),
    refers(nullable(number('room', 'u32', 20, 4)), 'node', 'id', 'cascade'),
  ],
};

const DESCRIPTOR: SchemaDescriptor = {
  name: 'club',
  version: '1',
  hash: '00112233445566778899aabbccddeeff',
  enums: [],
  customTypes: [],
  tables: [TEAM, PLAYER, FAN, PET, NODE, ITEM],
  queries: [],
  enforced: 1,
};

export const TABLES: readonly TableDescriptor[] = DESCRIPTOR.tables;

export function clubSchema(runtime: Runtime): Schema {
  return runtime.schemaFromDescriptor(DESCRIPTOR);
}

export const RULES: Rules = {
  unique: [
    { table: 'team', fields: ['id'], primary: true },
    { table: 'team', fields: ['rank'] },
    { table: 'player', fields: ['nick'] },
    { table: 'player', fields: ['team', 'seat'] },
    { table: 'node', fields: ['id'], primary: true },
  ],
  foreign: [
    { table: 'player', field: 'team', target: 'team', targetField: 'id', onDelete: 'restrict' },
    { table: 'fan', field: 'hero', target: 'player', onDelete: 'cascade' },
    { table: 'fan', field: 'of', target: 'team', targetField: 'id', onDelete: 'set_null' },
    { table: 'pet', field: 'owner', target: 'player', onDelete: 'destroy' },
    { table: 'node', field: 'up', target: 'node', targetField: 'id', onDelete: 'cascade' },
    { table: 'item', field: 'holder', target: 'player', onDelete: 'cascade' },
    { table: 'item', field: 'owner', target: 'player', onDelete: 'destroy' },
    { table: 'item', field: 'home', target: 'node', targetField: 'id', onDelete: 'destroy' },
    { table: 'item', field: 'room', target: 'node', targetField: 'id', onDelete: 'cascade' },
  ],
  parents: [{ table: 'item', parent: 'fan' }],
};
