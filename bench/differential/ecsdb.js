/** A generated schema in ecsdb, in memory. */

import { Database, EcsDbError, schemaFromDescriptor } from '@ecsdb/runtime';
import { analyse } from '../../dist/generator/compile.js';
import { describeSchema } from '../../dist/generator/layout/index.js';
import { tomlOf } from './schema.js';

const KINDS = {
  CONSTRAINT_PRIMARY_KEY: 'unique',
  CONSTRAINT_UNIQUE: 'unique',
  CONSTRAINT_FOREIGN_KEY: 'foreign key',
  // A parent is a foreign key in SQLite.
  CONSTRAINT_PARENT: 'foreign key',
};

export class EcsdbSide {
  #db;
  #tables;
  /** The entity of each handle, also of rows that are gone. */
  #entities = new Map();
  #handles = new Map();

  constructor(tables) {
    const { layout, diagnostics } = analyse(tomlOf(tables), 'differential.toml');
    if (layout === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    this.#db = Database.memory(schemaFromDescriptor(describeSchema(layout)));
    this.#tables = tables;
  }

  /** Runs a transaction. Returns the kind of the violation, or undefined if it was committed. */
  run(statements) {
    for (const { table, values = {} } of statements) {
      for (const { name, type } of table.fields) if (type === 'entity') this.#ensureEntity(values[name] ?? undefined);
    }
    const created = [];
    try {
      this.#db.writeSync((tx) => {
        for (const { kind, handle } of statements) {
          const entity = this.#entities.get(handle);
          if (kind !== 'insert' || (entity !== undefined && tx.isAlive(entity))) continue;
          this.#create(tx, handle);
          created.push(handle);
        }
        for (const statement of statements) this.#apply(tx, statement);
      });
      return undefined;
    } catch (error) {
      const kind = error instanceof EcsDbError ? KINDS[error.code] : undefined;
      if (kind === undefined) throw error;
      // The ids of these entities are used again.
      for (const handle of created) this.#forget(handle);
      return kind;
    }
  }

  /** All rows, by table and handle, with the values of SQLite: integers are bigints, entities are handles. */
  rows() {
    return new Map(
      this.#tables.map(({ name, fields }) => {
        const rows = [];
        this.#db.query(this.#db.component(name)).forEach((row, entity) => {
          const values = fields.map((field) => [field.name, this.#toSql(field, row.get(field.name))]);
          rows.push([this.#handles.get(entity), Object.fromEntries(values)]);
        });
        return [name, new Map(rows.sort(([one], [other]) => one - other))];
      }),
    );
  }

  /** The rows that have a value in a unique index, found by lookup, must be the row itself. */
  checkLookups() {
    let count = 0;
    for (const { name } of this.#tables) {
      const component = this.#db.component(name);
      this.#db.query(component).forEach((row, entity) => {
        const key = row.get('k');
        if (key === null) return;
        const found = this.#db.lookup(component, 'k', key).toArray();
        if (found.length !== 1 || found[0] !== entity) throw new Error(`${name}: ${key} is of ${entity}, got ${found}`);
        count++;
      });
    }
    return count;
  }

  close() {
    return this.#db.close();
  }

  #create(tx, handle) {
    const entity = tx.create();
    this.#entities.set(handle, entity);
    this.#handles.set(entity, handle);
  }

  /** A handle whose row was never committed gets an entity that is gone. */
  #ensureEntity(handle) {
    if (handle === undefined || this.#entities.has(handle)) return;
    this.#db.writeSync((tx) => this.#create(tx, handle));
    this.#db.writeSync((tx) => tx.destroy(this.#entities.get(handle)));
  }

  #forget(handle) {
    this.#handles.delete(this.#entities.get(handle));
    this.#entities.delete(handle);
  }

  #apply(tx, { kind, table, handle, values = {} }) {
    const component = this.#db.component(table.name);
    const entity = this.#entities.get(handle);
    const data = Object.fromEntries(
      table.fields
        .filter(({ name }) => name in values)
        .map((field) => [field.name, this.#fromHandle(field, values[field.name])]),
    );
    if (kind === 'insert') tx.insert(entity, component, data);
    else if (kind === 'update') tx.update(entity, component, data);
    else if (table.isShared || handle % 2 === 0) tx.delete(entity, component);
    else if (tx.isAlive(entity)) tx.destroy(entity);
  }

  #fromHandle({ type }, value) {
    return type !== 'entity' || value === null ? value : this.#entities.get(value);
  }

  #toSql({ type }, value) {
    if (value === null) return null;
    if (type === 'entity') return BigInt(this.#handles.get(value));
    return typeof value === 'number' && type !== 'f64' ? BigInt(value) : value;
  }
}
