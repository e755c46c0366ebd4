/** Reports names that generated code cannot have, and pairs of names that become one there. */

import { type DocumentPath, type Fault, keyFault, quote, valueFault } from '../diagnostics/index.js';
import type { RawDocument, RawEnum, RawField } from './document.js';
import {
  BUILT_IN_TYPES,
  camelCase,
  exportProblem,
  exportsOf,
  fileStem,
  IDENTIFIER,
  type NamedKind,
  nameProblem,
  propertyProblem,
} from './names.js';

interface Owner {
  readonly kind: NamedKind;
  readonly name: string;
}

interface Named extends Owner {
  readonly path: DocumentPath;
  readonly fault: (code: 'ECS011' | 'ECS012' | 'ECS013' | 'ECS014', message: string, help?: string) => Fault;
}

export function checkNames(document: RawDocument): readonly Fault[] {
  return [
    ...checkExports(document),
    ...document.customTypes.flatMap((type) => checkFields(type.fields, `custom type ${quote(type.name)}`)),
    ...document.tables.flatMap((table) => checkFields(table.fields, `table ${quote(table.name)}`)),
    ...document.enums.flatMap(checkVariants),
  ];
}

/** At most one fault for each definition: further faults would repeat the first. */
function checkExports(document: RawDocument): Fault[] {
  const types = new Map<string, Owner>();
  const exports = new Map<string, Owner>();
  const files = new Map<string, string>();
  return allNamed(document).flatMap((thing) => {
    const found = checkKey(thing) ?? checkType(thing, types) ?? checkExport(thing, exports);
    const file = thing.kind === 'table' ? checkFile(thing, files) : undefined;
    return found ?? file ?? [];
  });
}

function allNamed(document: RawDocument): Named[] {
  const things = (kind: NamedKind, list: readonly { name: string; path: DocumentPath }[]): Named[] =>
    list.map(({ name, path }) => ({
      kind,
      name,
      path,
      fault: (code, message, help) => keyFault(code, message, path, help),
    }));
  const all = [
    ...things('enum', document.enums),
    ...things('custom type', document.customTypes),
    ...things('table', document.tables),
    ...things('query', document.queries),
  ];
  const { name } = document;
  if (name !== undefined) {
    const path = ['database', 'name'];
    all.push({ kind: 'database', name, path, fault: (code, message, help) => valueFault(code, message, path, help) });
  }
  return all.filter((thing) => IDENTIFIER.test(thing.name));
}

function checkKey({ kind, name, fault }: Named): Fault | undefined {
  const problem = nameProblem(name);
  if (problem === undefined) return undefined;
  return fault('ECS011', `${kind} ${quote(name)} cannot have this name, because ${problem}`, renaming('proto'));
}

const RENAME = 'rename one of them';

/** The help for a name that cannot be used. */
function renaming(name: string): string {
  return `choose another name, such as ${quote(`my_${name}`)}`;
}

/** Enums and custom types share the namespace in which a field's type is looked up. */
function checkType(thing: Named, types: Map<string, Owner>): Fault | undefined {
  if (thing.kind !== 'enum' && thing.kind !== 'custom type') return undefined;
  if (BUILT_IN_TYPES.has(thing.name)) {
    const message = `${thing.kind} ${quote(thing.name)} cannot have this name, because it is a built-in type`;
    return thing.fault('ECS011', message, renaming(thing.name));
  }
  const earlier = types.get(thing.name);
  types.set(thing.name, earlier ?? thing);
  return earlier && thing.fault('ECS012', `${quote(thing.name)} is already the name of an ${earlier.kind}`, RENAME);
}

function checkExport(thing: Named, exports: Map<string, Owner>): Fault | undefined {
  const { kind, name } = thing;
  let found: Fault | undefined;
  for (const exported of exportsOf[kind](name)) {
    const problem = exportProblem(exported);
    const earlier = exports.get(exported);
    if (problem !== undefined) {
      found ??= thing.fault(
        'ECS011',
        `${kind} ${quote(name)} would be exported as ${quote(exported)}, but ${problem}`,
        renaming(name),
      );
    } else if (earlier !== undefined) {
      const both = `${kind} ${quote(name)} and ${earlier.kind} ${quote(earlier.name)}`;
      found ??= thing.fault('ECS013', `${both} would both export ${quote(exported)}`, RENAME);
    } else {
      exports.set(exported, thing);
    }
  }
  return found;
}

function checkFile({ name, fault }: Named, files: Map<string, string>): Fault | undefined {
  const stem = fileStem(name).toLowerCase();
  const earlier = files.get(stem);
  files.set(stem, earlier ?? name);
  if (earlier === undefined) return undefined;
  const message = `the files of tables ${quote(name)} and ${quote(earlier)} would differ only in case`;
  return fault('ECS014', message, 'rename one of them; some file systems ignore case');
}

function checkFields(fields: readonly RawField[], owner: string): Fault[] {
  const properties = new Map<string, string>();
  return fields.flatMap((field): Fault[] => {
    if (field.name === undefined || !IDENTIFIER.test(field.name)) return [];
    const path = [...field.path, 'name'];
    const property = camelCase(field.name);
    const keyProblem = nameProblem(field.name);
    const problem = propertyProblem(property);
    const earlier = properties.get(property);
    properties.set(property, earlier ?? field.name);
    if (earlier === field.name) {
      return [valueFault('ECS012', `${owner} already has a field ${quote(field.name)}`, path, RENAME)];
    }
    if (keyProblem !== undefined) {
      const message = `field ${quote(field.name)} cannot have this name, because ${keyProblem}`;
      return [valueFault('ECS011', message, path, renaming('proto'))];
    }
    if (problem !== undefined) {
      const message = `field ${quote(field.name)} would be the property ${quote(property)}, but ${problem}`;
      return [valueFault('ECS011', message, path, renaming(field.name))];
    }
    if (earlier !== undefined) {
      const both = `fields ${quote(earlier)} and ${quote(field.name)}`;
      const message = `${both} would both be the property ${quote(property)}`;
      return [valueFault('ECS013', message, path, RENAME)];
    }
    return [];
  });
}

/** Variants keep their spelling, so only duplicates and `__proto__` are refused. */
function checkVariants({ name, variants }: RawEnum): Fault[] {
  const seen = new Set<string>();
  return variants.flatMap((variant): Fault[] => {
    const fault = typeof variant.path.at(-1) === 'number' ? valueFault : keyFault;
    if (seen.has(variant.name)) {
      return [
        fault('ECS012', `enum ${quote(name)} already has a variant ${quote(variant.name)}`, variant.path, RENAME),
      ];
    }
    seen.add(variant.name);
    const problem = nameProblem(variant.name);
    if (problem === undefined) return [];
    const message = `variant ${quote(variant.name)} cannot have this name, because ${problem}`;
    return [fault('ECS011', message, variant.path, renaming('proto'))];
  });
}
