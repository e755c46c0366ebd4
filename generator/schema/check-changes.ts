/** Checks what a schema says about its earlier versions, as far as the schema alone shows it: renames and removals. */

import { alternatives, type DocumentPath, type Fault, quote, valueFault } from '../diagnostics/index.js';
import type { RawDocument } from './document.js';
import type { RawNames } from './members.js';

interface Renamed {
  readonly name: string | undefined;
  readonly was: string | undefined;
  readonly path: DocumentPath;
}

export function checkChanges(document: RawDocument): Fault[] {
  const { tables, customTypes, enums } = document;
  const types = [...customTypes, ...enums];
  const structs = [...tables, ...customTypes];
  return [
    ...checkRenames(tables),
    ...checkRenames(types),
    ...structs.flatMap(({ fields }) => checkRenames(fields)),
    ...enums.flatMap(({ variants }) => checkRenames(variants)),
    ...checkRemoved(document.removed, [...tables, ...types]),
    ...structs.flatMap(({ removed, fields }) => checkRemoved(removed, fields)),
    ...enums.flatMap(({ removed, variants }) => checkRemoved(removed, variants)),
    ...checkMigrations(document),
  ];
}

function checkRenames(things: readonly Renamed[]): Fault[] {
  const names = new Set(things.map(({ name }) => name));
  const earlierNames = new Set<string>();
  return things.flatMap(({ was, path: owner }): Fault[] => {
    if (was === undefined) return [];
    const path = [...owner, 'was'];
    if (names.has(was)) {
      const help = '"was" is the name before a rename; remove "was", or what has that name';
      return [valueFault('ECS015', `"was" is ${quote(was)}, which still exists`, path, help)];
    }
    if (earlierNames.has(was)) {
      return [valueFault('ECS015', `two "was" name ${quote(was)}`, path, 'remove one of them')];
    }
    earlierNames.add(was);
    return [];
  });
}

function checkRemoved(removed: RawNames, things: readonly { readonly name: string | undefined }[]): Fault[] {
  if (removed.length === 0) return [];
  const names = new Set(things.map(({ name }) => name));
  return removed.flatMap(({ name, path }) =>
    names.has(name)
      ? valueFault('ECS016', `"removed" names ${quote(name)}, which still exists`, path, 'remove one of them')
      : [],
  );
}

/** Entries of other versions are a record of the past, whose names may be gone. */
function checkMigrations({ version, migrations, tables, customTypes, enums }: RawDocument): Fault[] {
  const known = new Set([...tables, ...customTypes, ...enums].map(({ name }) => name));
  const current = migrations.filter((entry) => entry.version === version);
  return current.flatMap(({ names }) =>
    names.flatMap(({ name, path }): Fault[] => {
      if (known.has(name)) return [];
      const { suggestion, help } = alternatives(name, known);
      return [valueFault('ECS017', `unknown table or type ${quote(name)}${suggestion}`, path, help)];
    }),
  );
}
