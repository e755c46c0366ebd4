/** The view of one field: its property in plain data, its getter and its setter. */

import type { FieldLayout, NumericKind } from '../layout/index.js';
import { type Access, accessOf } from './access.js';
import { type AccessorContext, accessorOf, copyCall, copyCast, hasAccessor } from './accessors.js';
import { type Description, descriptionOf } from './comments.js';
import { defaultExpression } from './defaults.js';
import { byteAt, octetAt } from './memory.js';
import type { RuntimeNames } from './scope.js';
import { acceptedType, dataType, flatType } from './type-text.js';

export interface FieldView {
  readonly runtime: RuntimeNames;
  readonly description: Description;
  /** The name in plain data. */
  readonly property: string;
  /** The name of getter and setter. */
  readonly member: string;
  /** The type as the schema spells it. */
  readonly typeName: string;
  readonly isNullable: boolean;
  readonly offset: number;
  /** Whether inserted data may leave the field out. */
  readonly isOptional: boolean;
  readonly dataType: string;
  readonly readType: string;
  readonly writeType: string;
  readonly acceptedType: string;
  /** Expression that the getter returns. */
  readonly read: string;
  /** Expression for `toObject`. */
  readonly copy: string;
  /** Expression of what `$assign` stores if the data lacks the field; empty if the field is required. */
  readonly fallback: string;
  /** Expression of the path of the field, for errors. */
  readonly path: string;
  readonly nullBit: NullBitView | null;
  /** How the setter stores a value: exactly one of the three is not null. */
  readonly element: Extract<Access, { way: 'element' }> | null;
  readonly call: Extract<Access, { way: 'call' }> | null;
  readonly nested: NestedView | null;
}

/** The bit that says whether a field is null. */
interface NullBitView {
  readonly byte: string;
  readonly mask: number;
  /** The mask of all other bits. */
  readonly others: number;
  /** Expression of the offset of the field's own bytes, which are zero while it is null. */
  readonly at: string;
  readonly size: number;
}

/** The accessor of a field that has one. */
export interface NestedView {
  /** The member that holds it. It starts with `$$`, because members of the runtime start with one `$`. */
  readonly member: string;
  /** Expression of its offset when the struct around it is at `offset`. */
  readonly at: string;
  readonly readType: string;
  readonly writeType: string;
  /** Expressions that create one for the class that reads, and for the class that writes. */
  readonly readCreate: string;
  readonly writeCreate: string;
}

export interface FieldContext extends AccessorContext {
  /** Expression of the path of a field in errors, by the schema's name of the field. */
  pathOf(fieldName: string): string;
  /** The same in the constructor. */
  constructorPathOf(fieldName: string): string;
  /** The getter and setter of a property. */
  memberOf(property: string): string;
  /** Bytes from the start of the record to the null bitmap. */
  readonly nullBitmapOffset: number;
}

export interface FieldParts {
  readonly view: FieldView;
  /** Kinds of the typed arrays through which the struct reaches the field. */
  readonly kinds: readonly NumericKind[];
}

export function fieldView(layout: FieldLayout, context: FieldContext): FieldParts {
  const { field, offset } = layout;
  const { scope } = context;
  const member = context.memberOf(field.property);
  const orNull = field.nullable ? ' | null' : '';
  const nullBit = nullBitView(layout, context);
  const { kind, readType, writeType, read, copy, element, call, nested } = hasAccessor(field)
    ? nestedForm(layout, context)
    : flatForm(layout, member, context);
  // One literal: spreading an object of this size took a tenth of the compiler's time for 1,000 tables.
  const view = {
    runtime: scope.runtime,
    description: descriptionOf(field.description),
    property: field.property,
    member,
    typeName: field.typeName,
    isNullable: field.nullable,
    offset,
    isOptional: field.nullable || field.default !== undefined,
    dataType: `${dataType(field, scope)}${orNull}`,
    readType: `${readType}${orNull}`,
    writeType: `${writeType}${orNull}`,
    acceptedType: `${acceptedType(field, scope)}${orNull}`,
    read,
    copy,
    fallback: fallbackOf(layout, context),
    path: context.pathOf(field.name),
    nullBit,
    element,
    call,
    nested,
  };
  const kinds: NumericKind[] = kind === null ? [] : [kind];
  if (nullBit !== null) kinds.push('u8');
  return { view, kinds };
}

/** What depends on whether a field has an accessor. The types are without `null`. */
interface FieldForm
  extends Pick<FieldView, 'readType' | 'writeType' | 'read' | 'copy' | 'element' | 'call' | 'nested'> {
  /** Kind of the typed array through which the struct reaches the field; `null` if an accessor reaches it. */
  readonly kind: NumericKind | null;
}

function flatForm({ field, offset }: FieldLayout, member: string, { scope, memory }: FieldContext): FieldForm {
  const access = accessOf(field, { offset, name: field.name, scope }, memory);
  const [element, call] = access.way === 'element' ? [access, null] : [null, access];
  const type = flatType(field, scope);
  const copy = `this.${member}`;
  return { kind: access.kind, readType: type, writeType: type, read: access.read, copy, element, call, nested: null };
}

function nestedForm(layout: FieldLayout, context: FieldContext): FieldForm {
  const nested = nestedView(layout, context);
  const { member, readType, writeType } = nested;
  const copy = nestedCopy(layout, member, context);
  return { kind: null, readType, writeType, read: `this.${member}`, copy, element: null, call: null, nested };
}

function nestedView({ field, offset, size }: FieldLayout, context: FieldContext): NestedView {
  const inner = { ...context, kindName: `${context.kindName}${field.property}` };
  const path = context.constructorPathOf(field.name);
  const readable = context.memory.isSplit ? accessorOf(field, size, false, inner) : undefined;
  const write = accessorOf(field, size, true, inner);
  const read = readable ?? write;
  return {
    member: `$$${field.property}`,
    at: offset === 0 ? 'offset' : `offset + ${offset}`,
    readType: read.type,
    writeType: write.type,
    readCreate: read.create(path),
    writeCreate: write.create(path),
  };
}

function nullBitView({ nullBit, offset, size }: FieldLayout, { nullBitmapOffset }: FieldContext): NullBitView | null {
  if (nullBit === undefined) return null;
  const mask = 1 << (nullBit & 7);
  const byte = octetAt(nullBitmapOffset + (nullBit >>> 3));
  return { byte, mask, others: 0xff & ~mask, at: byteAt(offset), size };
}

function nestedCopy({ field }: FieldLayout, member: string, { scope, memberOf }: FieldContext): string {
  const cast = copyCast(field, scope);
  const copy = field.nullable
    ? `this.${memberOf(field.property)}?.${copyCall(field)} ?? null`
    : `this.${member}.${copyCall(field)}`;
  if (cast === '') return copy;
  return field.nullable ? `(${copy}) as ${cast} | null` : `${copy} as ${cast}`;
}

function fallbackOf({ field }: FieldLayout, { scope }: FieldContext): string {
  if (field.default !== undefined) return defaultExpression(field.default, field, scope);
  return field.nullable ? 'null' : '';
}
