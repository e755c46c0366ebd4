/** The views of the files in `records/`: one class for each table and each custom type, over any buffer. */

import type { CustomTypeLayout, NullBitmap, StructLayout, TableLayout } from '../layout/index.js';
import { fileStem, type ResolvedSchema } from '../schema/index.js';
import type { ElementKindView } from './accessors.js';
import { type Description, descriptionOf } from './comments.js';
import { type HolderView, holderView } from './holder.js';
import { stringLiteral } from './literals.js';
import type { RenderOptions } from './options.js';
import { RECORD_MEMORY } from './record-memory.js';
import { RECORDS, RecordScope, recordNames } from './record-scope.js';
import { type FileView, moduleOf } from './scope.js';

export interface RecordsView {
  readonly kinds: readonly ElementKindView[];
  readonly records: readonly RecordView[];
}

interface RecordView extends HolderView {
  readonly name: string;
  /** The type of the plain data. */
  readonly data: string;
  readonly description: Description;
  readonly summary: string;
  readonly size: number;
  /** `null` for a custom type. */
  readonly table: { readonly tableId: number; readonly tableName: string } | null;
  /** String literal of what errors call a record that is not inside of another one. */
  readonly ownPath: string;
  /** The argument with the table and field, for errors. */
  readonly path: 'path';
}

/** What all files of records share. */
export interface RecordsContext {
  /** The names of all classes in the folder. */
  readonly classNames: ReadonlySet<string>;
  /** The names that enums and custom types have in generated code. */
  readonly typeNames: readonly string[];
  readonly options: RenderOptions;
}

export function tableRecordView(layout: TableLayout, context: RecordsContext): FileView<RecordsView> {
  const { table } = layout;
  const scope = scopeOf(fileStem(table.name), [`${table.exportName}Data`], context);
  const kinds: ElementKindView[] = [];
  const pathOf = (field: string): string => stringLiteral(`${table.name}.${field}`);
  const view = recordView(layout, layout.nullBitmap, scope, {
    kinds,
    kindName: '$',
    pathOf,
    constructorPathOf: pathOf,
  });
  const record: RecordView = {
    ...view,
    name: scope.recordClass(table),
    data: scope.tableData(table),
    description: descriptionOf(table.description),
    summary: `A record of table \`${table.name}\` in any buffer: ${bytes(layout.size)}.`,
    table: { tableId: table.tableId, tableName: stringLiteral(table.name) },
    ownPath: stringLiteral(table.name),
  };
  return { scope, view: { kinds, records: [record] } };
}

export function typeRecordsView(layouts: Iterable<CustomTypeLayout>, context: RecordsContext): FileView<RecordsView> {
  const scope = scopeOf('types', [], context);
  const kinds: ElementKindView[] = [];
  const records = [...layouts].map((layout): RecordView => {
    const { type } = layout;
    return {
      ...recordView(layout, null, scope, {
        kinds,
        kindName: `$${type.exportName}_`,
        pathOf: (field) => `\`\${this.$path}.${field}\``,
        constructorPathOf: (field) => `\`\${path}.${field}\``,
      }),
      name: scope.customClass(type),
      data: scope.customData(type),
      description: descriptionOf(type.description),
      summary: `A \`${type.name}\` in any buffer: ${bytes(layout.size)}.`,
      table: null,
      ownPath: stringLiteral(`custom type ${type.name}`),
    };
  });
  return { scope, view: { kinds, records } };
}

export interface RecordsIndexView {
  readonly files: readonly { readonly names: readonly string[]; readonly module: string }[];
}

export function recordsIndexView({ tables, customTypes }: ResolvedSchema, options: RenderOptions): RecordsIndexView {
  const moduleAt = (stem: string): string => moduleOf(stem, options.importExtension);
  const files = tables.map((table) => ({ names: recordNames([table]), module: moduleAt(fileStem(table.name)) }));
  if (customTypes.length > 0) files.push({ names: recordNames(customTypes), module: moduleAt('types') });
  return { files };
}

function scopeOf(stem: string, taken: readonly string[], context: RecordsContext): RecordScope {
  const { classNames, typeNames, options } = context;
  return new RecordScope(`${RECORDS}${stem}`, options.importExtension, [...typeNames, ...taken], classNames);
}

type Paths = Pick<Parameters<typeof holderView>[2], 'kinds' | 'kindName' | 'pathOf' | 'constructorPathOf'>;

function recordView(
  layout: StructLayout,
  nullBitmap: NullBitmap | null,
  scope: RecordScope,
  paths: Paths,
): HolderView & Pick<RecordView, 'size' | 'path'> {
  const members = membersOf(layout);
  const memberOf = (property: string): string => members.get(property) ?? property;
  const holder = holderView(layout, nullBitmap, { scope, memory: RECORD_MEMORY, memberOf, ...paths });
  return { ...holder, size: layout.size, path: 'path' };
}

/** Members of every record. A field with such a name has another getter; in data it keeps its name. */
const RECORD_MEMBERS = ['assign', 'byteOffset', 'moveTo', 'patch'];

function membersOf({ fields }: StructLayout): ReadonlyMap<string, string> {
  const properties = fields.map(({ field }) => field.property);
  const taken = new Set([...RECORD_MEMBERS, ...properties]);
  return new Map(
    properties
      .filter((property) => RECORD_MEMBERS.includes(property))
      .map((property) => {
        let member = property;
        while (taken.has(member)) member += 'Field';
        taken.add(member);
        return [property, member];
      }),
  );
}

function bytes(count: number): string {
  return `${count} ${count === 1 ? 'byte' : 'bytes'}`;
}
