/**
 * Random transactions whose statements have the same meaning in both databases.
 *
 * ecsdb looks at a transaction as a whole when it ends. SQLite runs cascades and checks unique keys at each statement;
 * only its foreign keys are deferred. So there are two kinds of transactions:
 *
 * - With changes of keys: rows of tables that no reference has as target may be deleted, first. Nothing cascades.
 * - With cascades: keys that are targets do not change, and rows that existed before are deleted last. What is left out
 *   even then says sqlite.js.
 *
 * If SQLite refuses a statement because of a unique key, the transaction ends with that statement in both.
 */

import { KEYS } from './schema.js';

/**
 * Statements are `{ kind, table, handle, values }`: `insert` with all fields, `update` with some, `delete`.
 * `rows` has the rows of each table by handle, `handles.next` is the next new handle. Most references are to rows that
 * exist.
 */
export function randomTransaction(random, tables, rows, handles) {
  const isCascading = random.oneIn(2);
  const targets = new Set(tables.flatMap(({ fields }) => fields.map(({ target }) => target)));
  for (const { parent } of tables) if (parent !== undefined) targets.add(parent);
  const canDelete = tables.filter(({ name }) => isCascading || !targets.has(name));
  const deletes = canDelete.length === 0 ? [] : deletesOf(random, canDelete, rows);
  const deleted = new Set(deletes.map(({ handle }) => handle));
  const isUnchanged = (table, field) => isCascading && field === 'k' && targets.has(table.name);
  const living = new Map(
    tables.map(({ name }) => [name, [...rows.get(name).keys()].filter((one) => !deleted.has(one))]),
  );
  const changes = [];
  /** Rows whose keys have been set in this transaction. */
  const keyed = new Set();
  for (let left = 1 + random.below(4); left > 0; left--) {
    const table = random.pick(tables);
    const handleList = living.get(table.name);
    if (handleList.length < 4 || random.oneIn(2)) {
      const handle = newHandle(random, table, { living, rows, isCascading }, handles);
      changes.push({ kind: 'insert', table, handle, values: valuesOf(random, table, table.fields, rows, handles) });
      handleList.push(handle);
      keyed.add(handle);
      continue;
    }
    const fields = table.fields.filter(({ name }) => !isUnchanged(table, name) && random.oneIn(2));
    if (fields.length === 0) continue;
    const handle = random.pick(handleList);
    const values = valuesOf(random, table, fields, rows, handles);
    // SQLite miscounts references if a key is set to the value that it has, and its row refers to itself.
    if (isSameKey(values.k, rows.get(table.name).get(handle)) || keyed.has(handle)) delete values.k;
    if ('k' in values) keyed.add(handle);
    if (Object.keys(values).length > 0) changes.push({ kind: 'update', table, handle, values });
  }
  return isCascading ? [...changes, ...deletes] : [...deletes, ...changes];
}

/** A row with a parent is most often on an entity that has one, which may be deleted last. */
function newHandle(random, { name, parent }, { living, rows, isCascading }, handles) {
  const own = new Set([...rows.get(name).keys(), ...living.get(name)]);
  const deletedLast = isCascading && parent !== undefined ? rows.get(parent).keys() : [];
  const free = [...(living.get(parent) ?? []), ...deletedLast].filter((handle) => !own.has(handle));
  return free.length > 0 && !random.oneIn(12) ? random.pick(free) : handles.next++;
}

function isSameKey(key, row) {
  return row !== undefined && String(key) === String(row.k);
}

function deletesOf(random, tables, rows) {
  const found = new Map();
  for (let left = random.below(4); left > 0; left--) {
    const table = random.pick(tables);
    const list = [...rows.get(table.name).keys()];
    if (list.length === 0) continue;
    const handle = random.pick(list);
    found.set(handle, { kind: 'delete', table, handle });
  }
  return [...found.values()];
}

function valuesOf(random, table, fields, rows, handles) {
  return Object.fromEntries(fields.map((field) => [field.name, randomValue(random, field, table.name, rows, handles)]));
}

function randomValue(random, { name, type, nullable, target }, table, rows, handles) {
  if (nullable && random.oneIn(5)) return null;
  if (target !== undefined && !random.oneIn(8)) {
    const existing = [...rows.get(target)].map(([handle, { k }]) => (type === 'entity' ? handle : k));
    const value = existing.length > 0 ? random.pick(existing) : null;
    if (value !== null) return typeof value === 'bigint' && type !== 'i64' ? Number(value) : value;
  }
  // One of the last rows of any table, which may be gone, or of another table.
  if (type === 'entity') return Math.max(0, handles.next - 1 - random.below(24));
  if (name === 'a') return random.below(8);
  // Most keys are new.
  const { values } = KEYS[type];
  const used = new Set([...rows.get(table).values()].map(({ k }) => String(k)));
  const unused = values.filter((value) => !used.has(String(value)));
  return random.pick(unused.length === 0 || random.oneIn(6) ? values : unused);
}
