/** Moves the rows of a store into a store with another schema. */

import type { Schema } from '../component/index.js';
import { StoreReplay } from '../recovery/index.js';
import { comparable, matchTables, type TableDescriptor } from '../schema/index.js';
import { writeEntities, writeRegistry } from '../snapshot/index.js';
import { Store, type Table } from '../table/index.js';
import { type MigrationStep, stepsOf } from './functions.js';
import { Misfits } from './misfits.js';
import { stagesOf } from './stages.js';
import { TableConverter } from './table-converter.js';
import { Planner } from './table-plan.js';
import { type Stage, TableStage } from './table-stage.js';

/** How far a migration has come. */
export interface MigrationProgress {
  /** The table whose rows are being migrated. */
  readonly table: string;
  /** Rows of all tables that were migrated. */
  readonly rows: number;
  /** Rows of all tables. */
  readonly totalRows: number;
}

export interface StoreMigration {
  readonly schema: Schema;
  readonly isDebug: boolean;
  readonly steps: readonly MigrationStep[];
  readonly onProgress: (progress: MigrationProgress) => void;
}

/** The new store, or the rows because of which there is none. */
export type MigratedStore = { readonly store: Store; readonly rows: number } | { readonly misfits: Misfits };

/** Registry words that are copied together. */
const WORDS = 2 ** 16;

/**
 * The old store was rebuilt without publication: its working side holds the rows. Each of its tables is released when
 * its rows were moved, so the old and the new rows are not in memory at once. At the end it is closed.
 */
export function migrateStore(old: Store, { schema, isDebug, steps, onProgress }: StoreMigration): MigratedStore {
  const store = new Store(schema, isDebug);
  const replay = new StoreReplay(store);
  const misfits = new Misfits();
  const schemas = comparable(old.descriptor, schema.descriptor);
  const planner = new Planner(...schemas);
  copyRegistry(old, replay);
  const totalRows = old.tables.reduce((sum, table) => sum + table.working.count, 0);
  let rows = 0;
  const { pairs, removed } = matchTables(...schemas);
  for (const tables of pairs) {
    const table = tableOf(old, tables[0]);
    const [first, ...others] = stagesOf({ schemas, tables }, schema.descriptor, stepsOf(steps, tables));
    const converter =
      others.length === 0
        ? new TableConverter([new TableStage(first, planner)], misfits)
        : new TableConverter([stageOf(first), ...others.map(stageOf)], misfits);
    moveRows(table, tables[1].tableId, converter, replay, (moved) => {
      rows += moved;
      onProgress({ table: tables[1].name, rows, totalRows });
    });
    release(table);
  }
  for (const table of removed) release(tableOf(old, table));
  old.close();
  if (misfits.count > 0) {
    store.close();
    return { misfits };
  }
  replay.finish();
  return { store, rows };
}

/** A stage between recorded versions, which have types of their own. */
function stageOf(stage: Stage): TableStage {
  return new TableStage(stage, new Planner(stage.from.schema, stage.to.schema));
}

function copyRegistry({ entities }: Store, replay: StoreReplay): void {
  const { ids, next } = entities.working;
  for (let first = 0; first < next; first += WORDS) {
    const words = new Uint32Array(Math.min(WORDS, next - first));
    writeRegistry(ids, first, words);
    replay.registry(first, words);
  }
}

function moveRows(
  { working }: Table,
  tableId: number,
  converter: TableConverter,
  replay: StoreReplay,
  onMoved: (rows: number) => void,
): void {
  const { records, dense, count } = working;
  replay.expectRows(tableId, count);
  const words = new Uint32Array(converter.batchRows * 2);
  for (let first = 0; first < count; first += converter.batchRows) {
    const moved = Math.min(converter.batchRows, count - first);
    const entities = words.subarray(0, moved * 2);
    writeEntities(dense, first, entities);
    replay.rows(tableId, entities, converter.convert(records, dense, first, moved), true);
    onMoved(moved);
  }
}

function tableOf(store: Store, { tableId }: TableDescriptor): Table {
  return store.tableWithId(tableId) as Table;
}

function release(table: Table): void {
  const { records, dense, sparse } = table.regions;
  for (const region of [records, dense, sparse]) region.release();
  table.close();
}
