/** A generated schema in SQLite, in memory. */

import { sqlOf } from './schema.js';

export class SqliteSide {
  #db;
  #tables;
  /** By SQL text. */
  #statements = new Map();

  constructor(Database, tables) {
    this.#db = new Database(':memory:');
    this.#db.defaultSafeIntegers(true);
    this.#db.pragma('foreign_keys = ON');
    this.#db.exec(sqlOf(tables));
    this.#tables = tables;
  }

  /**
   * Runs a transaction. Returns `kinds`, the kinds of violations for which it may be refused (none: it was committed),
   * and `length`, the number of its statements that both databases run. `isMiscounted`: SQLite refused it, but lists no
   * violation. Its counter is wrong after `UPDATE t SET k = 4` of a row with k = 4 that it and another row refer to.
   * `hasNewTarget`: it was undone, because a cascade would delete a row that it has inserted, and to which another of
   * its rows refers. SQLite continues the cascade. For ecsdb that row never existed, so it refuses the other one.
   */
  run(statements) {
    this.#db.exec('BEGIN');
    for (const [index, statement] of statements.entries()) {
      try {
        this.#apply(statement);
      } catch (error) {
        if (!/CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(error.code)) throw error;
        const kinds = this.#isDangling(statement) ? ['unique', 'foreign key'] : ['unique'];
        this.#db.exec('ROLLBACK');
        return { kinds, length: index + 1 };
      }
    }
    if (this.#losesNewTarget(statements)) {
      this.#db.exec('ROLLBACK');
      return { kinds: [], length: 0, hasNewTarget: true };
    }
    try {
      this.#db.exec('COMMIT');
      return { kinds: [], length: statements.length };
    } catch (error) {
      if (error.code !== 'SQLITE_CONSTRAINT_FOREIGNKEY') throw error;
      const isViolated = this.#db.pragma('foreign_key_check').length > 0;
      this.#db.exec('ROLLBACK');
      return { kinds: ['foreign key'], length: statements.length, isMiscounted: !isViolated };
    }
  }

  /** All rows, by table and handle. */
  rows() {
    return new Map(
      this.#tables.map(({ name }) => [
        name,
        new Map(
          this.#prepare(`SELECT * FROM ${name} ORDER BY h`)
            .all()
            .map(({ h, ...values }) => [Number(h), values]),
        ),
      ]),
    );
  }

  close() {
    this.#db.close();
  }

  #apply({ kind, table, handle, values = {} }) {
    const names = Object.keys(values);
    const list = Object.values(values);
    if (kind === 'delete') this.#prepare(`DELETE FROM ${table.name} WHERE h = ?`).run(handle);
    else if (kind === 'update') {
      const set = names.map((name) => `${name} = ?`).join(', ');
      this.#prepare(`UPDATE ${table.name} SET ${set} WHERE h = ?`).run(...list, handle);
    } else {
      const marks = names.map(() => ', ?').join('');
      this.#prepare(`INSERT INTO ${table.name} (h, ${names.join(', ')}) VALUES (?${marks})`).run(handle, ...list);
    }
  }

  /** True if a reference has no target, before this statement or because of it: two kinds of violations at once. */
  #isDangling({ kind, table, values }) {
    if (kind === 'insert' && table.parent !== undefined) return true;
    if (this.#db.pragma('foreign_key_check').length > 0) return true;
    // The refused statement may change a key that rows refer to, or contain a reference.
    return Object.keys(values).some(
      (name) => name === 'k' || table.fields.some((field) => field.name === name && field.target !== undefined),
    );
  }

  #losesNewTarget(statements) {
    const lost = statements.filter(
      ({ kind, table, handle }) =>
        kind === 'insert' && this.#prepare(`SELECT 1 FROM ${table.name} WHERE h = ?`).get(handle) === undefined,
    );
    return lost.some((target) => statements.some((other) => refersTo(other, target)));
  }

  #prepare(sql) {
    const known = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}

/** True if a row that `other` has written refers to the row that `target` has inserted, or is its child. */
function refersTo({ kind, table, handle, values = {} }, target) {
  if (kind === 'insert' && table.parent === target.table.name && handle === target.handle) return true;
  return table.fields.some((field) => {
    if (field.target !== target.table.name || !(field.name in values)) return false;
    return String(values[field.name]) === String(field.type === 'entity' ? target.handle : target.values.k);
  });
}
