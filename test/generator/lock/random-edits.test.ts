/**
 * Promise: however a schema is edited over many versions, nothing that stays gets another number, and no number is
 * given to something else.
 *
 * A model gives every table, field and variant an identity of its own. Random edits rename, add, remove and move, with
 * few names, so that names return. An edit that the compiler refuses is undone.
 */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Project } from './support.js';

interface Part {
  name: string;
  was?: string;
  readonly identity: number;
}

interface Owner extends Part {
  readonly kind: 'table' | 'type' | 'enum';
  readonly parts: Part[];
  readonly removed: string[];
}

interface Model {
  version: number;
  readonly owners: Owner[];
  readonly removed: string[];
}

const KINDS = ['add', 'remove', 'rename', 'move', 'addTable', 'removeTable', 'renameTable', 'release'] as const;
const NAMES = ['a', 'b', 'c', 'd'] as const;

interface Edit {
  readonly kind: (typeof KINDS)[number];
  readonly owner: number;
  readonly part: number;
  readonly name: string;
}

const EDIT: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...KINDS),
  owner: fc.nat(5),
  part: fc.nat(5),
  name: fc.constantFrom(...NAMES),
});

let identities = 0;

function newPart(name: string): Part {
  return { name, identity: identities++ };
}

function firstModel(): Model {
  const owner = (kind: Owner['kind'], name: string): Owner => ({
    ...newPart(name),
    kind,
    parts: [newPart('a'), newPart('b')],
    removed: [],
  });
  return { version: 0, owners: [owner('enum', 'E'), owner('type', 'T'), owner('table', 't0')], removed: [] };
}

function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}

function rename(things: readonly Part[], part: Part | undefined, name: string): void {
  if (part === undefined || things.some((thing) => thing.name === name)) return;
  part.was = part.name;
  part.name = name;
}

function apply(model: Model, { kind, owner: at, part, name }: Edit): void {
  const owner = pick(model.owners, at);
  const tables = model.owners.filter((one) => one.kind === 'table');
  const table = pick(tables, at);
  if (kind === 'release') model.version++;
  else if (kind === 'addTable') {
    model.owners.push({ ...newPart(`t${name}`), kind: 'table', parts: [newPart(name)], removed: [] });
  } else if (kind === 'removeTable' && table !== undefined) {
    model.owners.splice(model.owners.indexOf(table), 1);
    model.removed.push(table.name);
  } else if (kind === 'renameTable') rename(tables, table, `t${name}`);
  else if (owner === undefined) return;
  else if (kind === 'add') owner.parts.push(newPart(name));
  else if (kind === 'rename') rename(owner.parts, pick(owner.parts, part), name);
  else if (kind === 'move') owner.parts.push(...owner.parts.splice(0, 1));
  else if (kind === 'remove') {
    const [removed] = owner.parts.splice(part % owner.parts.length, 1);
    if (removed !== undefined) owner.removed.push(removed.name);
  }
}

/** What the compiler refuses in any schema: a name that exists in `was` or `removed`. */
function tidy(model: Model): void {
  const clean = (things: readonly Part[], removed: string[]): void => {
    const names = new Set(things.map(({ name }) => name));
    for (const thing of things) if (names.has(thing.was ?? '')) delete thing.was;
    removed.splice(0, removed.length, ...removed.filter((name) => !names.has(name)));
  };
  clean(
    model.owners.filter(({ kind }) => kind === 'table'),
    model.removed,
  );
  for (const { parts, removed } of model.owners) clean(parts, removed);
}

function textOf({ version, owners, removed }: Model): string {
  const list = (names: readonly string[]): string => `[${names.map((name) => `"${name}"`).join(', ')}]`;
  const was = (part: Part): string => (part.was === undefined ? '' : `, was = "${part.was}"`);
  const sections = owners.map((owner) => {
    const head = { table: 'tables', type: 'custom_types', enum: 'enums' }[owner.kind];
    const item = (part: Part): string =>
      `{ name = "${part.name}"${owner.kind === 'enum' ? '' : ', type = "u8", default = 0'}${was(part)} }`;
    const earlier = owner.was === undefined ? '' : `was = "${owner.was}"\n`;
    const key = owner.kind === 'enum' ? 'variants' : 'fields';
    const items = owner.parts.map(item).join(', ');
    return `[${head}.${owner.name}]\n${earlier}removed = ${list(owner.removed)}\n${key} = [${items}]\n`;
  });
  const uses = '[tables.uses]\nfields = [{ name = "e", type = "E" }, { name = "t", type = "T" }]\n';
  return `[database]\nname = "g"\nversion = "1.${version}.0"\nremoved = ${list(removed)}\n${sections.join('')}${uses}`;
}

/** The number of each identity, in a space of its own for tables and for the parts of each owner. */
function numbersOf({ owners }: Model, given: SchemaDescriptor): Map<string, readonly [part: Part, number: number]> {
  const found = new Map<string, readonly [Part, number]>();
  for (const owner of owners) {
    const table = given.tables.find(({ name }) => name === owner.name);
    const type = given.customTypes.find(({ name }) => name === owner.name);
    const variants = given.enums.find(({ name }) => name === owner.name)?.variants ?? {};
    if (owner.kind === 'table') found.set(`tables ${owner.identity}`, [owner, table?.tableId ?? -1]);
    for (const part of owner.parts) {
      const fields = (owner.kind === 'table' ? table : type)?.fields ?? [];
      const number = owner.kind === 'enum' ? variants[part.name] : fields.find(({ name }) => name === part.name)?.id;
      found.set(`${owner.identity} ${part.identity}`, [part, number ?? -1]);
    }
  }
  return found;
}

/** Everything that ever had one number. */
interface Holder {
  identity: number;
  readonly names: Set<string>;
  isRetired: boolean;
}

class History {
  readonly #holders: Map<string, Holder> = new Map();
  #numbers: Map<string, readonly [Part, number]> = new Map();

  check(numbers: Map<string, readonly [Part, number]>, isRelease: boolean): void {
    const present = new Set<string>();
    for (const [key, [part, number]] of numbers) {
      expect(number).toBeGreaterThanOrEqual(0);
      const before = this.#numbers.get(key);
      if (before !== undefined) expect([key, number]).toEqual([key, before[1]]);
      const slot = `${key.split(' ')[0]} ${number}`;
      expect(present.has(slot)).toBe(false);
      present.add(slot);
      const holder = this.#holders.get(slot) ?? { identity: part.identity, names: new Set(), isRetired: false };
      // Something else may only have the number if a draft removed it, and it returns under a name that it had.
      if (holder.identity !== part.identity)
        expect([holder.isRetired, holder.names.has(part.name)]).toEqual([false, true]);
      holder.identity = part.identity;
      holder.names.add(part.name);
      this.#holders.set(slot, holder);
    }
    if (isRelease) {
      for (const [slot, holder] of this.#holders) if (!present.has(slot)) holder.isRetired = true;
    }
    this.#numbers = numbers;
  }
}

test('random edits over many versions', () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(EDIT, { minLength: 10, maxLength: 60 }), (edits) => {
      const project = new Project();
      const history = new History();
      let model = firstModel();
      project.accept(textOf(model));
      for (const edit of edits) {
        const changed = structuredClone(model);
        apply(changed, edit);
        tidy(changed);
        const { layout } = project.run(textOf(changed));
        if (layout === undefined) {
          refused++;
          continue;
        }
        accepted++;
        model = changed;
        history.check(numbersOf(model, project.accept(textOf(model))), edit.kind === 'release');
      }
    }),
    { numRuns: 60 },
  );
  // The edits must not be refused for reasons that have nothing to do with the lock.
  expect(accepted).toBeGreaterThan(refused);
});
