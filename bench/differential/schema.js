/** Random schemas with constraints that SQLite has, too, as TOML and as SQL. */

/** For each type of a key: the type in SQL and the values that tests use, few, so that they repeat. */
export const KEYS = {
  u32: { sql: 'INTEGER', values: valuesOf((number) => (number === 0 ? 2 ** 32 - 1 : number)) },
  i16: { sql: 'INTEGER', values: valuesOf((number) => number - 8) },
  i64: { sql: 'INTEGER', values: valuesOf((number) => BigInt(number) * 5_000_000_000n - 9_000_000_000n) },
  f64: { sql: 'REAL', values: valuesOf((number) => number / 4 - 1.5) },
  'string<8>': { sql: 'TEXT', values: valuesOf((number) => ['', 'é', 'a', 'a b', 'zz'][number] ?? `a${number}`) },
};

function valuesOf(create) {
  return Array.from({ length: 20 }, (_, number) => create(number));
}

const ON_DELETE = ['restrict', 'cascade', 'set_null', 'destroy'];
const SQL_ACTIONS = { restrict: 'NO ACTION', cascade: 'CASCADE', set_null: 'SET NULL', destroy: 'CASCADE' };

/**
 * Two to four tables. Each has a key `k`, up to two references to keys or entities, also to itself, and a number `a`
 * that may be part of a composite unique index. SQLite has the number of the entity in the column `h`. A row is on an
 * entity of its own, or on that of its parent. Then no reference says "destroy", for which SQLite has no action.
 */
export function randomTables(random) {
  const types = Array.from({ length: 2 + random.below(3) }, () => random.pick(Object.keys(KEYS)));
  const parents = randomParents(random, types);
  return types.map((type, position) => {
    const parent = parents[position];
    const isShared = parent !== undefined || parents.includes(position);
    const isPrimary = random.oneIn(2);
    const key = { name: 'k', type, unique: true, isPrimary, nullable: !isPrimary && random.oneIn(2) };
    const references = Array.from({ length: random.below(3) }, (_, number) =>
      randomReference(random, types, number, isShared),
    );
    const number = { name: 'a', type: 'i16', unique: false, nullable: random.oneIn(3) };
    const composite = random.oneIn(2) ? [(references[0] ?? key).name, 'a'] : undefined;
    return {
      name: `t${position}`,
      parent: parent === undefined ? undefined : `t${parent}`,
      isShared,
      fields: [key, ...references, number],
      composite,
    };
  });
}

/** For each table, the number of its parent, which comes before it, or undefined. */
function randomParents(random, types) {
  return types.map((_, position) => (position > 0 && random.oneIn(3) ? random.below(position) : undefined));
}

function randomReference(random, types, number, isShared) {
  const target = random.below(types.length);
  const isEntity = random.oneIn(3);
  const onDelete = random.pick(ON_DELETE.filter((action) => !isShared || action !== 'destroy'));
  return {
    name: `r${number}`,
    type: isEntity ? 'entity' : types[target],
    unique: random.oneIn(6),
    nullable: onDelete === 'set_null' || random.oneIn(2),
    target: `t${target}`,
    onDelete,
  };
}

export function tomlOf(tables) {
  return `[database]\nname = "differential"\n${tables.map(tableToml).join('\n')}`;
}

function tableToml({ name, parent, fields, composite }) {
  const relation = parent ? `parent_table = "${parent}"\n` : '';
  const indexes = composite ? `indexes = [{ fields = ${JSON.stringify(composite)}, unique = true }]\n` : '';
  const lines = fields.map((field) => `  ${fieldToml(field)},\n`).join('');
  return `[tables.${name}]\n${relation}${indexes}fields = [\n${lines}]`;
}

function fieldToml({ name, type, unique, isPrimary, nullable, target, onDelete }) {
  const parts = [`name = "${name}"`, `type = "${type}"`];
  if (isPrimary) parts.push('primary_key = true');
  else if (unique) parts.push('unique = true');
  if (nullable) parts.push('nullable = true');
  if (target !== undefined) {
    parts.push(`foreign_key = "${type === 'entity' ? target : `${target}.k`}"`, `on_delete = "${onDelete}"`);
  }
  return `{ ${parts.join(', ')} }`;
}

export function sqlOf(tables) {
  return tables.map(tableSql).join('\n');
}

function tableSql({ name, parent, fields, composite }) {
  const relation = parent ? ` REFERENCES ${parent} (h) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED` : '';
  const parts = [`h INTEGER PRIMARY KEY${relation}`, ...fields.map(columnSql)];
  if (composite) parts.push(`UNIQUE (${composite.join(', ')})`);
  return `CREATE TABLE ${name} (${parts.join(', ')});`;
}

function columnSql({ name, type, unique, nullable, target, onDelete }) {
  const parts = [name, type === 'entity' ? 'INTEGER' : KEYS[type].sql];
  if (!nullable) parts.push('NOT NULL');
  if (unique) parts.push('UNIQUE');
  if (target !== undefined) {
    const column = type === 'entity' ? 'h' : 'k';
    parts.push(`REFERENCES ${target} (${column}) ON DELETE ${SQL_ACTIONS[onDelete]} DEFERRABLE INITIALLY DEFERRED`);
  }
  return parts.join(' ');
}
