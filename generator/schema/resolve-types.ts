/**
 * Resolves the types of fields, and builds custom types in an order in which each comes after the types that it
 * contains.
 */

import {
  CUSTOM_TYPE_DEPTH_MAX,
  formatTypeName,
  parseTypeName,
  SCALAR_SIZE,
  STRING_CAPACITY_MAX,
  type TypeName,
} from '@ecsdb/runtime/schema';
import { type DocumentPath, didYouMean, type Fault, keyFault, quote, valueFault } from '../diagnostics/index.js';
import type { RawCustomType, RawDocument, RawEnum, RawField } from './document.js';
import { meantType } from './foreign-types.js';
import type { Identities } from './identities.js';
import type { CustomType, Enum, Field, Type } from './model.js';
import { pascalCase } from './names.js';

export interface Types {
  readonly enums: readonly Enum[];
  readonly customTypes: readonly CustomType[];
  /** Custom types with a field that could not be resolved. */
  readonly incomplete: ReadonlySet<CustomType>;
  /** The type that a field names, or `undefined` once the fault is reported. */
  readonly lookUp: (field: RawField) => TypeOfField | undefined;
}

interface TypeOfField {
  readonly type: Type;
  /** Canonical spelling. */
  readonly typeName: string;
}

/** Resolves a field of a custom type. The caller passes the function, because defaults need types. */
type ResolveField = (raw: RawField, types: Types, id: number | undefined) => Field | undefined;

export function resolveTypes(
  document: RawDocument,
  identities: Identities | undefined,
  resolveField: ResolveField,
  report: (fault: Fault) => void,
): Types {
  const enums = document.enums.map((raw) => resolveEnum(raw, identities?.variants.get(raw.name), report));
  const enumByName = new Map(enums.map((definition) => [definition.name, definition]));
  const rawByName = new Map(document.customTypes.map((raw) => [raw.name, raw]));
  const built = new Map<string, CustomType>();
  const depths = new Map<CustomType, number>();
  const incomplete = new Set<CustomType>();
  /** Types by their text in the file: schemas use few types many times. */
  const found = new Map<string, TypeOfField>();
  /** Names of the custom types that are being built, outermost first. */
  const open: string[] = [];

  const types: Types = { enums, customTypes: [], incomplete, lookUp };
  for (const raw of document.customTypes) build(raw);
  return { ...types, customTypes: [...built.values()] };

  function lookUp(field: RawField): TypeOfField | undefined {
    if (field.type === undefined) return undefined;
    const known = found.get(field.type);
    if (known !== undefined) return known;
    const path = [...field.path, 'type'];
    const name = parseTypeName(field.type);
    if (name === undefined) {
      report(badSyntax(field.type, path));
      return undefined;
    }
    const type = resolveName(name, path);
    if (type === undefined) return undefined;
    const result = { type, typeName: formatTypeName(name) };
    found.set(field.type, result);
    return result;
  }

  function resolveName(name: TypeName, path: DocumentPath): Type | undefined {
    switch (name.kind) {
      case 'scalar':
        return name;
      case 'string':
        if (name.capacity >= 1 && name.capacity <= STRING_CAPACITY_MAX) return name;
        report(
          badLength(`the capacity of a string must be 1 to ${STRING_CAPACITY_MAX} bytes, not ${name.capacity}`, path),
        );
        return undefined;
      case 'array': {
        const element = resolveName(name.element, path);
        if (name.length === 0) report(badLength('the length of an array must be at least 1, not 0', path));
        return element && name.length > 0 ? { kind: 'array', element, length: name.length } : undefined;
      }
      case 'named':
        return resolveDeclared(name.name, path);
    }
  }

  function resolveDeclared(name: string, path: DocumentPath): Type | undefined {
    const definition = enumByName.get(name);
    if (definition !== undefined) return { kind: 'enum', definition };
    const raw = rawByName.get(name);
    if (raw === undefined) {
      report(unknownType(name, [...Object.keys(SCALAR_SIZE), ...enumByName.keys(), ...rawByName.keys()], path));
      return undefined;
    }
    const start = open.indexOf(name);
    if (start !== -1) {
      const circle = [...open.slice(start), name].map(quote).join(' contains ');
      const help = 'a value is stored inside the value around it; refer to another row by a field of type entity';
      report(valueFault('ECS022', `a custom type cannot contain itself: ${circle}`, path, help));
      return undefined;
    }
    if (open.length > CUSTOM_TYPE_DEPTH_MAX) return undefined;
    return { kind: 'custom', definition: build(raw) };
  }

  function build(raw: RawCustomType): CustomType {
    const known = built.get(raw.name);
    if (known !== undefined) return known;
    open.push(raw.name);
    const ids = identities?.typeFields.get(raw.name);
    const fields = raw.fields
      .map((field) => resolveField(field, types, ids?.get(field.name ?? '')))
      .filter((field) => field !== undefined);
    open.pop();
    const definition: CustomType = {
      ...described(raw),
      exportName: pascalCase(raw.name),
      fields,
    };
    const depth = 1 + Math.max(0, ...fields.map((field) => depthOf(field.type, depths)));
    if (depth > CUSTOM_TYPE_DEPTH_MAX) {
      const limit = `the limit is ${CUSTOM_TYPE_DEPTH_MAX}`;
      const message = `custom type ${quote(raw.name)} nests ${depth} levels of types; ${limit}`;
      report(keyFault('ECS080', message, raw.path));
    }
    depths.set(definition, Math.min(depth, CUSTOM_TYPE_DEPTH_MAX));
    if (fields.length < raw.fields.length || fields.some((field) => isIncomplete(field.type, incomplete))) {
      incomplete.add(definition);
    }
    built.set(raw.name, definition);
    return definition;
  }
}

/** A variant without a declared value gets one of `values`, or its position. */
function resolveEnum(
  raw: RawEnum,
  values: ReadonlyMap<string, number> | undefined,
  report: (fault: Fault) => void,
): Enum {
  const bits = Number(raw.repr.slice(1));
  const max = 2 ** bits - 1;
  const names = new Map<number, string>();
  const variants = raw.variants.flatMap(({ name, value: declared, was, path }, position) => {
    const value = declared ?? values?.get(name) ?? position;
    if (value < 0 || value > max) {
      const expected = `must be 0 to ${max} to fit ${raw.repr}`;
      const message = `enum ${quote(raw.name)}: the value of ${quote(name)} ${expected}, not ${value}`;
      report(valueFault('ECS031', message, path, bits < 32 ? 'use a smaller value or a larger repr' : undefined));
      return [];
    }
    const earlier = names.get(Number(value));
    if (earlier !== undefined) {
      const message = `enum ${quote(raw.name)}: ${quote(name)} and ${quote(earlier)} have the same value, ${value}`;
      report(valueFault('ECS032', message, path, 'give each variant its own value'));
      return [];
    }
    names.set(Number(value), name);
    return [{ name, value: Number(value), ...(was === undefined ? {} : { was }) }];
  });
  return { ...described(raw), exportName: pascalCase(raw.name), repr: raw.repr, variants };
}

/** The type of an array's innermost elements; any other type is its own. */
export function innermost(type: Type): Type {
  return type.kind === 'array' ? innermost(type.element) : type;
}

export function described<Raw extends { name: string; path: DocumentPath; description: string | undefined }>(
  raw: Raw,
): { name: string; path: DocumentPath; description?: string } {
  const { name, path, description } = raw;
  return { name, path, ...(description === undefined ? {} : { description }) };
}

export function isIncomplete(type: Type, incomplete: ReadonlySet<CustomType>): boolean {
  const inner = innermost(type);
  return inner.kind === 'custom' && incomplete.has(inner.definition);
}

function depthOf(type: Type, depths: ReadonlyMap<CustomType, number>): number {
  const inner = innermost(type);
  return inner.kind === 'custom' ? (depths.get(inner.definition) ?? 0) : 0;
}

function badLength(message: string, path: DocumentPath): Fault {
  return valueFault('ECS023', message, path);
}

function badSyntax(text: string, path: DocumentPath): Fault {
  const meant = meantType(text);
  if (meant === undefined) {
    const help = 'a type is a name such as f32 or Vec3, string<N> for text, or [T; N] for a fixed array';
    return valueFault('ECS020', `${quote(text)} is not a type`, path, help);
  }
  const inCustomType = path[0] === 'custom_types';
  const nullable = meant.nullable && !inCustomType ? ' with nullable = true' : '';
  const meansItself = text.replace(/\s+/g, '') === meant.type.replace(/\s+/g, '');
  const suggestion = meansItself ? '' : `; did you mean ${quote(meant.type)}${nullable}?`;
  const message = `${quote(text)} is not a type${suggestion}`;
  const help = [
    ...(/\bN\b/.test(meant.type) ? ['N is a number: arrays have a fixed length'] : []),
    ...(meant.nullable && inCustomType ? ['a field of a custom type cannot be nullable'] : []),
  ].join('; ');
  return valueFault('ECS020', message, path, help === '' ? undefined : help);
}

function unknownType(name: string, known: readonly string[], path: DocumentPath): Fault {
  if (name === 'string') {
    return valueFault('ECS021', 'a string needs a capacity in bytes, such as "string<24>"', path);
  }
  const cased = known.find((one) => one.toLowerCase() === name.toLowerCase());
  const meant = meantType(name)?.type ?? name;
  const other = cased ?? (meant === name ? undefined : meant);
  const suggestion = other === undefined ? didYouMean(name, known) : `; did you mean ${quote(other)}?`;
  const help = suggestion === '' ? 'declare it in [enums] or [custom_types]' : undefined;
  return valueFault('ECS021', `unknown type ${quote(name)}${suggestion}`, path, help);
}
