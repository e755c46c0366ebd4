/** Warnings about keys that are valid, but may not do what the author expects. */

import { type Fault, keyFault, quote } from '../diagnostics/index.js';
import type { Field, ResolvedSchema, Table } from './model.js';

/** A foreign key that can be neither null nor deleted before what refers to it. */
interface Reference {
  readonly field: Field;
  readonly to: string;
}

/** Tables whose rows need each other, so that no row of them can be deleted alone. Each cycle is reported once. */
export function checkConstraints({ tables }: ResolvedSchema): readonly Fault[] {
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
