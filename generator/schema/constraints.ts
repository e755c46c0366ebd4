/** Warnings about keys that are valid, but may not do what the author expects. */

import { type Fault, keyFault, quote, valueFault } from '../diagnostics/index.js';
import type { Field, ResolvedSchema, Table } from './model.js';

/** A foreign key that can be neither null nor deleted before what refers to it. */
interface Reference {
  readonly field: Field;
  readonly to: string;
}

export function checkConstraints(schema: ResolvedSchema): readonly Fault[] {
  return [...checkCycles(schema), ...checkBounds(schema)];
}

/** Tables whose rows need each other, so that no row of them can be deleted alone. Each cycle is reported once. */
function checkCycles({ tables }: ResolvedSchema): readonly Fault[] {
  const references = new Map(tables.map((table) => [table.name, referencesOf(table)]));
  const done = new Set<string>();
  return tables.flatMap(({ name }) => cyclesFrom(name, references, done));
}

function referencesOf({ fields }: Table): Reference[] {
  return fields.flatMap((field): Reference[] => {
    const { foreignKey, nullable } = field;
    return foreignKey?.onDelete === 'restrict' && !nullable ? [{ field, to: foreignKey.table }] : [];
  });
}

/** A depth-first search. A list instead of recursion: a schema can have a chain of 65,535 tables. */
function cyclesFrom(
  start: string,
  references: ReadonlyMap<string, readonly Reference[]>,
  done: Set<string>,
): readonly Fault[] {
  const faults: Fault[] = [];
  if (done.has(start)) return faults;
  const open = [{ name: start, next: 0 }];
  const names = new Set([start]);
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    const reference = references.get(at.name)?.[at.next++];
    if (reference === undefined) {
      done.add(at.name);
      names.delete(at.name);
      open.pop();
    } else if (names.has(reference.to)) {
      const cycle = [...names];
      faults.push(cycleFault(reference, cycle.slice(cycle.indexOf(reference.to))));
    } else if (!done.has(reference.to)) {
      open.push({ name: reference.to, next: 0 });
      names.add(reference.to);
    }
  }
  return faults;
}

function cycleFault({ field, to }: Reference, cycle: readonly string[]): Fault {
  const circle = [...cycle, to].map(quote).join(' -> ');
  const message = `rows that refer to each other can only be deleted together: ${circle}`;
  const help = 'make one of the foreign keys nullable, or set its on_delete to something other than "restrict"';
  return keyFault('ECS104', message, [...field.path, 'foreign_key'], help);
}

/** Foreign keys whose bounds exclude every value that they could refer to. */
function checkBounds({ tables }: ResolvedSchema): readonly Fault[] {
  const byName = new Map(tables.map((table) => [table.name, table]));
  return tables.flatMap(({ fields }) =>
    fields.flatMap((field): Fault[] => {
      const { foreignKey } = field;
      const target = byName.get(foreignKey?.table ?? '')?.fields.find(({ name }) => name === foreignKey?.field);
      if (target === undefined) return [];
      return [...boundFault(field, 'min', target, 'max'), ...boundFault(field, 'max', target, 'min')];
    }),
  );
}

function boundFault(field: Field, key: 'min' | 'max', target: Field, other: 'min' | 'max'): Fault[] {
  const [own, limit] = [field[key], target[other]];
  if (own === undefined || limit === undefined || !(key === 'min' ? own > limit : own < limit)) return [];
  const message =
    `"${key}" is ${own}, but the field that this one refers to has "${other}" = ${limit}, ` +
    'so no value can refer to it';
  return [valueFault('ECS106', message, [...field.path, key], 'use the same bounds for both, or remove these')];
}
