/** Generated code compiles under the strictest settings, and with every version of TypeScript that users may have. */

import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { NODE_MODULES } from '../../built.js';
import { collisions, compileText, everything, temporaryDirectory, writeFiles } from '../support/generated.js';
import { COMPILERS, STRICTEST } from './compilers.js';

/** Code of a user. Every line that is marked as an error must be one. */
const USE = `
import { Team, Transform, TransformRow, TransformRowMut, isTeam, moving, onlyOptional, perhaps } from './index.js';
import type { EverythingData, FrozenData, Pose as PoseData, TransformData, VelocityData } from './index.js';
import { PlayerRecord, PoseRecord, TransformRecord, Vec3Record } from './records/index.js';
import type { MovingMutRun, MovingRun } from './index.js';
import type { Database, Entity, Reader, Stored, Transaction } from '@ecsdb/runtime';
import type { AttachedDatabase, PinnedVersion, RemoteTransaction } from '@ecsdb/runtime/threads';

export const minimal: TransformData = { position: { x: 1, y: 2 } };
export const full: TransformData = { position: { x: 1, y: 2, z: 3 }, rotation: [0, 0, 0, 1], target: null };
export const tag: FrozenData = {};
export const team: Team = Team.Blue;
export const offset: 12 = Transform.columns.rotation[1];
export function narrow(value: unknown): Team | undefined {
  return isTeam(value) ? value : undefined;
}
export function reads(row: TransformRow): number {
  return row.position.x + row.rotation.at(0) + Number(row.target ?? 0n);
}
export function writes(row: TransformRowMut, other: TransformRow): void {
  row.position = other.position;
  row.position = { x: 1, y: 2 };
  row.position.x = 1;
  row.rotation = [1, 2, 3, 4];
  row.rotation = other.rotation;
  row.rotation = new Float32Array(4);
  row.rotation.set(0, 1);
  row.target = null;
}
export function loops(database: Database, transaction: Transaction): void {
  moving(database).forEach((transform, velocity) => {
    const sum: number = transform.position.x + velocity.x;
    // @ts-expect-error the published state cannot be written
    transform.position = { x: sum, y: 0 };
  });
  moving(transaction).forEach((transform, velocity) => {
    transform.position.x += velocity.x;
    // @ts-expect-error velocity is only read
    velocity.x = 1;
  });
  for (const [transform, velocity, entity] of moving(transaction)) {
    const id: Entity = entity;
    transform.position.x += velocity.x;
    // @ts-expect-error velocity is only read
    velocity.x = Number(id);
  }
  for (const [transform] of moving(database)) {
    // @ts-expect-error the published state cannot be written
    transform.position.x = 1;
  }
  const first: TransformData | undefined = moving(database).first()?.transform;
  const all: { readonly velocity: VelocityData; readonly entity: Entity }[] = moving(transaction).toArray();
  // @ts-expect-error the query does not pass players
  moving(database).first()?.player;
  keep(first, all);
  const loop = perhaps(transaction);
  while (loop.next()) {
    loop.transform.position.x += loop.velocity?.x ?? 0;
    // @ts-expect-error an entity need not have a velocity
    loop.velocity.x;
    // @ts-expect-error optional rows are only read
    if (loop.velocity) loop.velocity.x = 1;
    // @ts-expect-error the query does not pass players
    loop.player;
  }
  perhaps(database).forEach((transform, velocity, frozen, entity) => {
    const sum: number = transform.position.x + (velocity?.x ?? 0);
    keep(sum, frozen, entity);
  });
  const maybe: VelocityData | undefined = perhaps(database).first()?.velocity;
  const [match] = onlyOptional(database).toArray();
  // @ts-expect-error an entity need not have a velocity
  match?.velocity.x;
  keep(maybe);
  perhaps(transaction).runs((run) => {
    run.transform.column('position.x');
    // @ts-expect-error optional rows are not part of runs
    run.velocity;
  });
  moving(transaction).runs((run) => {
    const array: Float32Array = run.transform.column('position.x').array;
    // @ts-expect-error there is no such column
    run.transform.column('position.w');
    array[0] = run.count;
    run.transform.column('target').array[0] = 1n;
    // @ts-expect-error velocity is only read
    run.velocity.column('x').array[0] = 1;
    // @ts-expect-error so it cannot be filled,
    run.velocity.column('x').array.fill(0);
    // @ts-expect-error set,
    run.velocity.column('x').array.set([1]);
    // @ts-expect-error sorted,
    run.velocity.column('x').array.sort();
    // @ts-expect-error passed as an array that can be written,
    const writable: Float32Array = run.velocity.column('x').array;
    // @ts-expect-error or reached through its buffer
    run.velocity.column('x').array.buffer;
    // @ts-expect-error nor through a part of it
    run.velocity.column('x').array.subarray(1)[0] = 1;
    // @ts-expect-error the column cannot be replaced
    run.velocity.column('x').array = new Float32Array(1);
    keep(writable);
  });
  moving(database).runs((run) => {
    // @ts-expect-error the published state cannot be written
    run.transform.column('position.x').array[0] = 1;
    // @ts-expect-error nor as bigints
    run.transform.column('target').array[0] = 1n;
  });
}
export function columns(transaction: Transaction): number {
  let sum = 0;
  const copy = new Float32Array(100);
  moving(transaction).runs((run) => {
    const { array, first, stride } = run.velocity.column('x');
    for (let i = 0; i < run.count; i++) sum += array[first + i * stride] as number;
    for (const value of array) sum += value;
    sum += array.reduce((total, value) => total + value, 0) + array.length + run.velocity.column('x').copyTo(copy);
    const targets: bigint[] = [];
    run.transform.column('target').copyTo(targets);
    const own: Float32Array = array.slice(first, first + 1);
    copy.set(array);
    sum += sumOf(run) + own.length;
  });
  return sum;
}
function sumOf(run: MovingRun): number {
  return run.transform.column('position.x').array[0] as number;
}
export function double(run: MovingMutRun): void {
  run.transform.column('position.x').array[0] = 2 * sumOf(run);
}
type Either = Database | Transaction;
export function anyReader(reader: Reader, pinned: PinnedVersion, attached: AttachedDatabase, either: Either): number {
  let sum = moving(reader).count() + moving(pinned).count() + moving(attached).count() + moving(either).count();
  moving(reader).forEach((transform, velocity, entity) => {
    sum += transform.position.x + velocity.x + entity;
    // @ts-expect-error a reader reads
    transform.position.x = 1;
  });
  moving(reader).runs((run) => {
    // @ts-expect-error a reader reads
    run.transform.column('position.x').array[0] = 1;
  });
  return sum;
}
export function noReaders(remote: RemoteTransaction): void {
  // @ts-expect-error what another thread records cannot be read
  moving(remote);
  // @ts-expect-error nor is nothing a reader
  moving(undefined);
}
export function mistakes(row: TransformRow, mutable: TransformRowMut, everything: EverythingData): void {
  // @ts-expect-error a read row has no setters
  row.target = 1n;
  // @ts-expect-error nor has what is inside
  row.position.x = 1;
  // @ts-expect-error nor have arrays
  row.rotation.set(0, 1);
  // @ts-expect-error u64 is a bigint
  mutable.target = 1;
  // @ts-expect-error position is required
  const missing: TransformData = {};
  // @ts-expect-error no such field
  const unknown: TransformData = { position: { x: 1, y: 2 }, speed: 1 };
  // @ts-expect-error no such variant
  const wrong: Team = 7;
  // @ts-expect-error data cannot be changed
  everything.aU8 = 1;
  keep(missing, unknown, wrong);
}
export function records(buffer: SharedArrayBuffer, view: Uint8Array, data: TransformData): number {
  const record: TransformRecord = TransformRecord.at(buffer, 3);
  record.assign(data);
  record.assign(TransformRecord.at(view));
  record.position = { x: 1, y: 2 };
  record.position = Vec3Record.at(view);
  record.position.x += record.moveTo(0).position.x;
  record.rotation = [1, 2, 3, 4];
  record.rotation = new Float32Array(4);
  record.rotation.set(0, record.rotation.at(-1));
  record.target = null;
  record.patch({ target: 1n });
  const size: 48 = TransformRecord.size;
  const id: number = TransformRecord.TABLE_ID;
  const bytes: Uint8Array = TransformRecord.encode({ position: { x: 1, y: 2 } }, view, 0);
  const plain = TransformRecord.decode(bytes);
  const z: number = plain.position.z + plain.rotation[3];
  const pose: Stored<PoseData> = PoseRecord.decode(bytes, 8);
  // @ts-expect-error position is required
  TransformRecord.encode({});
  // @ts-expect-error u64 is a bigint
  record.target = 1;
  // @ts-expect-error no buffer
  TransformRecord.at([1, 2]);
  // @ts-expect-error a record of another table
  record.assign(PlayerRecord.at(bytes));
  // @ts-expect-error records are made by \`at\`
  new TransformRecord();
  keep(pose, record.byteOffset satisfies number);
  return size + id + z;
}
declare function keep(...values: unknown[]): void;
`;

/** Code of a user of names that generated files import, declare or use as globals. */
const USE_COLLISIONS = `
import { Component, Date, Entity, Map, Object, Query, Row, query, table, transaction } from './collisions/index.js';
import type { Accessor, Partial, QueryMutLoop, Record, RowData } from './collisions/index.js';
import type { Iterator, RowRow, Uint8Array } from './collisions/index.js';
import { Database, type Entity as EntityId, type Transaction } from '@ecsdb/runtime';

const bytes: Uint8Array = { many: [{ x: 1 }, { x: 2 }] };
const symbol: Iterator = { accessor: { flag: true }, bytes };
export const partial: Partial = { x: 1 };
export const accessor: Accessor = symbol.accessor;
export const data: RowData = { value: 1n, Row: symbol, CLOSED: [partial, partial] };
export const database: Database = Database.memory(transaction);
export async function run(): Promise<EntityId> {
  const entity = await database.write((tx: Transaction) => {
    const created: EntityId = tx.create();
    tx.insert(created, Row, data);
    tx.insert(created, Object, { value: 1 });
    tx.insert(created, Query, { record: 0 satisfies Record, n: 1n });
    tx.insert(created, Entity, { text: '', entity: created });
    const loop: QueryMutLoop = query(tx);
    loop.forEach((row, _query, entityRow, object) => {
      row.value += BigInt(object.value);
      row.kind = Map.Array;
      entityRow.entity = created;
      // @ts-expect-error no such field
      row.missing = 1;
    });
    Date(tx).forEach((transactionRow, _match, _reader, _loopSource, entity) => {
      transactionRow.entity = entity;
    });
    return created;
  });
  const x: number = database.read(entity, Row, (row: RowRow) => row.Row.bytes.many.at(0).x);
  const columns: 0 = Component.columns.columns[1];
  // @ts-expect-error the published state cannot be written
  query(database).forEach((row) => void (row.value = 1n));
  keep(x, columns, table(database).count());
  return entity;
}
declare function keep(...values: unknown[]): void;
`;

for (const [name, path, settings] of COMPILERS) {
  const directory = temporaryDirectory();
  const run = existsSync(path) ? test : test.skip;
  run(`compiles with ${name}${existsSync(path) ? '' : ' (not installed)'}`, () => {
    writeFiles(directory, compileText(everything()));
    writeFiles(join(directory, 'collisions'), compileText(collisions()));
    writeFileSync(join(directory, 'use.ts'), USE);
    writeFileSync(join(directory, 'use-collisions.ts'), USE_COLLISIONS);
    writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
    const config = { compilerOptions: { ...STRICTEST, ...settings }, include: ['**/*.ts'] };
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = spawnSync(process.execPath, [path, '-p', directory], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
}

const mistakes = temporaryDirectory();

test('messages of TypeScript about columns and sources are easy to read', () => {
  const directory = mistakes;
  writeFiles(directory, compileText(everything()));
  writeFileSync(
    join(directory, 'use.ts'),
    `import { type MovingMutRun, moving } from './index.js';
export function write(run: MovingMutRun): void {
  run.velocity.column('x').array[0] = 1;
}
export const array = (run: MovingMutRun): Float32Array => run.velocity.column('x').array;
moving('game');
`,
  );
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICTEST, include: ['*.ts'] }));
  const { stdout } = spawnSync(process.execPath, [join(NODE_MODULES, 'typescript/bin/tsc'), '-p', directory], {
    encoding: 'utf8',
  });
  const errors = stdout.split(/^.*use\.ts\(/m).slice(1);
  expect(errors).toHaveLength(3);
  expect(errors[0]).toMatch(/^3,.*Index signature in type 'ReadonlyElements<number, .*>' only permits reading/);
  expect(errors[1]).toMatch(/^5,.*'ReadonlyElements<number, .*>' is missing the following properties.*Float32Array/);
  expect(errors[2]).toMatch(/^6,.*No overload matches this call/);
  expect(errors[2]).toMatch(/Argument of type 'string' is not assignable to parameter of type 'Reader'/);
});
