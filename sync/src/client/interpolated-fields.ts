/** Which fields of a component can be interpolated: their types, and where they are in a record. */

import { type AnyComponent, EcsDbError, type RowOf, type Schema } from '@ecsdb/runtime';
import { formatValue } from '@ecsdb/runtime/replica';

type Kind = AnyComponent['columns'][string][0];

type ValueAt<Value, Path> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Value
    ? ValueAt<Value[Head], Rest>
    : never
  : Path extends keyof Value
    ? Value[Path]
    : never;

/** `number` itself: no enum, no entity, and not nullable. */
type IsNumber<Value> = [Value] extends [number] ? (number extends Value ? true : false) : false;

type Columns<C extends AnyComponent> = C['columns'];

/** The paths of the numeric fields of a component, such as `position.x`. 64-bit integers cannot be interpolated. */
export type NumericPath<C extends AnyComponent> = {
  [Path in keyof Columns<C>]: Columns<C>[Path][0] extends 'u64' | 'i64'
    ? never
    : IsNumber<ValueAt<RowOf<C>, Path>> extends true
      ? Path
      : never;
}[keyof Columns<C>] &
  string;

export interface Field {
  readonly offset: number;
  readonly read: (view: DataView, at: number) => number;
}

const READERS: { readonly [Name in Kind]?: Field['read'] } = {
  u8: (view, at) => view.getUint8(at),
  i8: (view, at) => view.getInt8(at),
  u16: (view, at) => view.getUint16(at, true),
  i16: (view, at) => view.getInt16(at, true),
  u32: (view, at) => view.getUint32(at, true),
  i32: (view, at) => view.getInt32(at, true),
  f32: (view, at) => view.getFloat32(at, true),
  f64: (view, at) => view.getFloat64(at, true),
};

/** Throws `INVALID_OPTION` unless it is a component of the schema. */
export function requireComponent({ components }: Schema, component: AnyComponent): void {
  const isKnown = components.some(
    ({ TABLE_ID, layoutHash }) => TABLE_ID === component?.TABLE_ID && layoutHash === component.layoutHash,
  );
  if (!isKnown) throw wrong('component', 'a component of the schema of the client', formatValue(component));
}

export function requireDelay(delayMs: unknown): void {
  const isRight = typeof delayMs === 'number' && Number.isFinite(delayMs) && delayMs >= 0;
  if (!isRight) throw wrong('delayMs', 'a number of milliseconds from 0 on', formatValue(delayMs));
}

/** Throws `INVALID_OPTION` unless `paths` are those of numbers. */
export function fieldsOf(schema: Schema, component: AnyComponent, paths: readonly string[]): readonly Field[] {
  const expected = 'an array of paths of numbers, such as ["position.x"]';
  if (!Array.isArray(paths)) throw wrong('fields', expected, formatValue(paths));
  if (paths.length === 0) throw wrong('fields', expected, 'an empty array');
  return paths.map((path) => {
    const field = typeof path === 'string' ? fieldOf(schema, component, path) : undefined;
    if (field === undefined) throw wrongField(schema, component, path);
    return field;
  });
}

function fieldOf(schema: Schema, component: AnyComponent, path: string): Field | undefined {
  const [kind, offset] = (Object.hasOwn(component.columns, path) && component.columns[path]) || [];
  const read = kind === undefined ? undefined : READERS[kind];
  if (read === undefined || offset === undefined || !isNumber(schema, component, path)) return undefined;
  return { offset, read };
}

/** A bool, an enum and an entity are stored as numbers, too. */
function isNumber({ descriptor }: Schema, component: AnyComponent, path: string): boolean {
  let { fields } = component;
  let type = '';
  for (const name of path.split('.')) {
    const field = fields.find(({ property }) => property === name);
    if (field === undefined || field.nullable) return false;
    type = field.type;
    fields = descriptor.customTypes.find((custom) => custom.name === type)?.fields ?? [];
  }
  return Object.hasOwn(READERS, type);
}

function wrongField(schema: Schema, component: AnyComponent, path: unknown): EcsDbError {
  const { TABLE_NAME: table, columns } = component;
  const numbers = Object.keys(columns).filter((name) => fieldOf(schema, component, name) !== undefined);
  const expected = `the path of a number that is not nullable${numbers.length === 0 ? '' : `: ${numbers.join(', ')}`}`;
  const got = formatValue(path);
  const advice = numbers.length === 0 ? ` Table "${table}" has none, or its component no generated code.` : '';
  const message = `interpolate() got the field ${got} of table "${table}"; expected ${expected}.${advice}`;
  return new EcsDbError('INVALID_OPTION', message, { option: 'fields', table, field: String(path), expected, got });
}

function wrong(option: string, expected: string, got: string): EcsDbError {
  const message = `the argument ${option} of interpolate must be ${expected}, got ${got}.`;
  return new EcsDbError('INVALID_OPTION', message, { option, expected, got });
}
