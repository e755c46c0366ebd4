/** The view of everything that has fields, rows and custom types alike: members, accessors, assignment. */

import type { FieldLayout, StructLayout } from '../layout/model.js';
import { type Access, accessOf, byteAt, elementAt, VIEW_KINDS } from './access.js';
import { type AccessorClass, type AccessorContext, accessorOf, copyCall, copyCast, hasAccessor } from './accessors.js';
import { docComment } from './comments.js';
import { defaultExpression } from './defaults.js';
import { hiddenStatement } from './hidden.js';
import { LINE_WIDTH } from './literals.js';
import { acceptedType, dataType, flatType, type NumericKind } from './type-text.js';

/** A property of the plain data. */
interface DataFieldView {
  readonly doc: string;
  readonly property: string;
  /** `?` where insertion may leave it out. */
  readonly mark: '' | '?';
  readonly type: string;
}

/** A nested accessor that the holder carries. */
interface NestedView {
  readonly member: string;
  readonly readType: string;
  readonly writeType: string;
  /** Where it goes when the holder moves to `offset`. */
  readonly at: string;
}

/** One getter and setter. An empty text means that the template leaves its line out. */
interface FieldView {
  readonly doc: string;
  readonly property: string;
  readonly readType: string;
  readonly writeType: string;
  readonly acceptedType: string;
  /** Condition under which the field is null. */
  readonly isNull: string;
  readonly read: string;
  readonly setNull: string;
  readonly clearNull: string;
  readonly zero: string;
  readonly check: string;
  readonly reject: string;
  readonly store: string;
  /** A nested value clears its null bit first, a flat one after its check. */
  readonly nested: boolean;
  /** Expression for `toObject`. */
  readonly copy: string;
  /** Expression of what `$assign` assigns. */
  readonly assigned: string;
}

export interface HolderView {
  /** Typed arrays that it reaches its own fields through; `closed` is what they are before it is bound. */
  readonly views: readonly { readonly kind: NumericKind; readonly array: string }[];
  readonly nested: readonly NestedView[];
  /** Statements of the constructor that define these and the typed arrays. */
  readonly hidden: readonly string[];
  /** Parameters of the reading class that carry nested accessors, and what the writing class passes for them. */
  readonly readCreates: readonly string[];
  readonly writeCreates: readonly string[];
  readonly fields: readonly FieldView[];
  readonly data: readonly DataFieldView[];
  /** Statements that zero what belongs to no field. */
  readonly zeros: readonly string[];
}

export interface HolderContext extends AccessorContext {
  /** Expression for the path of a field, by the schema's name of it. */
  pathOf(fieldName: string): string;
  /** The path when the constructor makes nested accessors. */
  constructorPathOf(fieldName: string): string;
  /** What `$assign` calls its argument. */
  readonly source: string;
  readonly nullBitmap: NullBitmap | null;
}

export function holderView(layout: StructLayout, context: HolderContext): HolderView {
  const { scope } = context;
  const kinds = new Set<NumericKind>();
  const nested = new Map(
    layout.fields.filter(({ field }) => hasAccessor(field)).map((one) => [one, nestedOf(one, context)]),
  );
  const fields = layout.fields.map((field) => fieldView(field, nested.get(field), context, kinds));
  const gaps = gapsOf(layout, context.nullBitmap);
  if (gaps.length > 0) kinds.add('u8');
  const used = (Object.keys(VIEW_KINDS) as NumericKind[]).filter((kind) => kinds.has(kind));
  return {
    views: used.map((kind) => ({ kind, array: VIEW_KINDS[kind].array })),
    hidden: [
      ...used.map((kind) => hiddenStatement(`$${kind}`, `${scope.runtime('CLOSED')}.${kind}`, scope)),
      ...[...nested.values()].map(({ member }) => hiddenStatement(member, member, scope)),
    ],
    nested: [...nested.values()].map(({ member, offset, read, write }) => ({
      member,
      readType: read.type,
      writeType: write.type,
      at: offset === 0 ? 'offset' : `offset + ${offset}`,
    })),
    readCreates: [...nested.values()].map(({ member, read, path }) => `${member}: ${read.type} = ${read.create(path)}`),
    writeCreates: [...nested.values()].map(({ write, path }) => write.create(path)),
    fields,
    data: layout.fields.map((field) => dataFieldView(field, context)),
    zeros: [
      ...gaps.map(({ offset, size }) => `${scope.runtime('zeroBytes')}(this.$u8, ${byteAt(offset)}, ${size});`),
      ...spareNullBits(layout, context.nullBitmap),
    ],
  };
}

interface NullBitmap {
  readonly offset: number;
  readonly bytes: number;
}

/** Bytes that neither a field nor the null bitmap covers. */
function gapsOf(
  { fields, size }: StructLayout,
  nullBitmap: NullBitmap | null,
): { readonly offset: number; readonly size: number }[] {
  const covered = fields.map((field) => ({ offset: field.offset, end: field.offset + field.size }));
  if (nullBitmap !== null) covered.push({ offset: nullBitmap.offset, end: nullBitmap.offset + nullBitmap.bytes });
  const gaps: { offset: number; size: number }[] = [];
  let end = 0;
  for (const one of [...covered, { offset: size, end: size }]) {
    if (one.offset > end) gaps.push({ offset: end, size: one.offset - end });
    end = one.end;
  }
  return gaps;
}

/**
 * Clears the bits of the bitmap that belong to no field. The others are left to the setters: a row may be assigned to its
 * own record, and must find its nulls there.
 */
function spareNullBits({ fields }: StructLayout, nullBitmap: NullBitmap | null): string[] {
  const bits = fields.filter(({ nullBit }) => nullBit !== undefined).length;
  if (nullBitmap === null || bits % 8 === 0) return [];
  const byte = elementAt('u8', nullBitmap.offset + nullBitmap.bytes - 1);
  return [`${byte} = (${byte} as number) & ${(1 << (bits % 8)) - 1};`];
}

/** The member that keeps a nested accessor; `$$`, because the runtime's own members start with one `$`. */
function memberOf(property: string): string {
  return `$$${property}`;
}

interface Nested {
  readonly member: string;
  readonly offset: number;
  /** Expression of the path that errors show. */
  readonly path: string;
  readonly read: AccessorClass;
  readonly write: AccessorClass;
}

function nestedOf({ field, offset }: FieldLayout, context: HolderContext): Nested {
  const inner = { ...context, kindName: `${context.kindName}${field.property}` };
  return {
    member: memberOf(field.property),
    offset,
    path: context.constructorPathOf(field.name),
    read: accessorOf(field, false, inner),
    write: accessorOf(field, true, inner),
  };
}

function fieldView(
  layout: FieldLayout,
  accessor: Nested | undefined,
  context: HolderContext,
  kinds: Set<NumericKind>,
): FieldView {
  const { field, offset } = layout;
  const { scope } = context;
  const orNull = field.nullable ? ' | null' : '';
  const value = `${context.source}.${field.property}`;
  const common = {
    doc: docComment(describe(layout, `\`${field.typeName}\`${field.nullable ? ' or null' : ''} at byte ${offset}.`), 2),
    property: field.property,
    acceptedType: `${acceptedType(field, scope)}${orNull}`,
    assigned: assignedExpression(layout, value, context),
    ...nullViews(layout, context, kinds),
  };
  if (accessor !== undefined) {
    const member = `this.${accessor.member}`;
    return {
      ...common,
      readType: `${accessor.read.type}${orNull}`,
      writeType: `${accessor.write.type}${orNull}`,
      read: member,
      check: '',
      reject: '',
      store: `${member}.$assign(value);`,
      nested: true,
      copy: nestedCopy(layout, context),
    };
  }
  const access: Access = accessOf(field, offset, context.pathOf(field.name), scope);
  kinds.add(access.kind);
  const type = `${flatType(field, scope)}${orNull}`;
  const { read, check, reject, store } = access;
  const copy = `this.${field.property}`;
  return { ...common, readType: type, writeType: type, read, check, reject, store, nested: false, copy };
}

function nullViews(
  { nullBit, offset, size }: FieldLayout,
  { nullBitmap, scope }: HolderContext,
  kinds: Set<NumericKind>,
): Pick<FieldView, 'isNull' | 'setNull' | 'clearNull' | 'zero'> {
  if (nullBit === undefined || nullBitmap === null) return { isNull: '', setNull: '', clearNull: '', zero: '' };
  kinds.add('u8');
  const byte = elementAt('u8', nullBitmap.offset + (nullBit >>> 3));
  const mask = 1 << (nullBit & 7);
  return {
    isNull: `((${byte} as number) & ${mask}) !== 0`,
    setNull: `${byte} = (${byte} as number) | ${mask};`,
    clearNull: `${byte} = (${byte} as number) & ${0xff & ~mask};`,
    zero: `${scope.runtime('zeroBytes')}(this.$u8, ${byteAt(offset)}, ${size});`,
  };
}

function nestedCopy({ field }: FieldLayout, { scope }: HolderContext): string {
  const cast = copyCast(field, scope);
  const copy = field.nullable
    ? `this.${field.property}?.${copyCall(field)} ?? null`
    : `this.${memberOf(field.property)}.${copyCall(field)}`;
  if (cast === '') return copy;
  return field.nullable ? `(${copy}) as ${cast} | null` : `${copy} as ${cast}`;
}

/** The given value, or what stands for one that was left out; without either the setter refuses `undefined`. */
function assignedExpression({ field }: FieldLayout, value: string, { scope }: HolderContext): string {
  const fallback =
    field.default !== undefined ? defaultExpression(field.default, field, scope) : field.nullable ? 'null' : '';
  if (fallback === '') return `this.${field.property} = ${value};`;
  const flat = `this.${field.property} = ${value} === undefined ? ${fallback} : ${value};`;
  if (4 + flat.length <= LINE_WIDTH) return flat;
  const right = `${value} === undefined ? ${fallback} : ${value};`;
  if (6 + right.length <= LINE_WIDTH) return `this.${field.property} =\n      ${right}`;
  return `this.${field.property} =\n      ${value} === undefined\n        ? ${fallback}\n        : ${value};`;
}

function dataFieldView(layout: FieldLayout, { scope }: HolderContext): DataFieldView {
  const { field } = layout;
  const optional = field.nullable || field.default !== undefined;
  const type = dataType(field, scope);
  return {
    doc: docComment(describe(layout, `\`${field.typeName}\`${field.nullable ? ' or null' : ''}.`), 2),
    property: field.property,
    mark: optional ? '?' : '',
    type: field.nullable ? `${type} | null` : type,
  };
}

function describe({ field }: FieldLayout, facts: string): string {
  const description = field.description?.trim() ?? '';
  return description === '' ? facts : `${description} ${facts}`;
}
