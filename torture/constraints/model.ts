/** A plain model of a database with constraints: maps, and rules that are checked by looking at everything. */

export type Value = string | number | null;
export type Data = { readonly [field: string]: Value };
/** For each table, the row of each entity. */
export type State = ReadonlyMap<string, ReadonlyMap<number, Data>>;

interface Foreign {
  readonly table: string;
  readonly field: string;
  readonly target: string;
  /** Undefined: the reference is to an entity with a row in the target. */
  readonly targetField?: string;
  readonly onDelete: 'restrict' | 'cascade' | 'set_null' | 'destroy';
}

export interface Rules {
  readonly unique: readonly { readonly table: string; readonly fields: readonly string[]; readonly primary?: true }[];
  readonly foreign: readonly Foreign[];
  readonly parents: readonly { readonly table: string; readonly parent: string }[];
}

/** The state after cascades, with the entities that these destroyed, or the codes of possible violations. */
export type Outcome =
  | { readonly state: State; readonly destroyed: ReadonlySet<number> }
  | { readonly violations: ReadonlySet<string> };

/** What cascades do to the state that the function of a transaction left. */
interface Effects {
  /** Of each table, the entities whose rows are deleted. */
  readonly deleted: ReadonlyMap<string, Set<number>>;
  /** Of each foreign key, the entities whose rows have null in the field. */
  readonly nulled: ReadonlyMap<Foreign, Set<number>>;
  readonly destroyed: Set<number>;
}

/** What follows from a transaction that changed `before` to `after`. */
export function outcomeOf(rules: Rules, before: State, after: State): Outcome {
  const { state, destroyed } = cascade(rules, before, after);
  const violations = new Set([
    ...rules.unique.filter((rule) => repeats(state, rule)).map(({ primary }) => (primary ? 'PRIMARY_KEY' : 'UNIQUE')),
    ...rules.foreign.filter((rule) => lacksTarget(state, rule)).map(() => 'FOREIGN_KEY'),
    ...rules.parents.filter((rule) => lacksParent(state, rule)).map(() => 'PARENT'),
  ]);
  return violations.size > 0 ? { violations } : { state, destroyed };
}

/**
 * The least effects for which everything holds: whatever was deleted since `before`, or is by the effects, has the
 * effects that the rules demand. All rows of `after` count, also those that the effects delete.
 */
function cascade(rules: Rules, before: State, after: State): { state: State; destroyed: ReadonlySet<number> } {
  const effects: Effects = {
    deleted: new Map([...after.keys()].map((table) => [table, new Set()])),
    nulled: new Map(rules.foreign.map((rule) => [rule, new Set()])),
    destroyed: new Set(),
  };
  for (;;) {
    const state = applied(after, effects);
    const size = sizeOf(effects);
    for (const { table, parent } of rules.parents) {
      for (const entity of deletedRows(before, state, parent)) effects.deleted.get(table)?.add(entity);
    }
    for (const rule of rules.foreign) {
      const existing = targetValues(state, rule);
      for (const entity of deletedRows(before, state, rule.target)) {
        const value = targetValue(rule, entity, before.get(rule.target)?.get(entity) as Data);
        if (value !== null && !existing.has(value)) addEffects(rule, value, after, effects);
      }
    }
    if (sizeOf(effects) === size) return { state, destroyed: effects.destroyed };
  }
}

function applied(after: State, { deleted, nulled, destroyed }: Effects): State {
  const state = new Map([...after].map(([table, rows]) => [table, new Map(rows)]));
  for (const [{ table, field }, entities] of nulled) {
    for (const entity of entities) state.get(table)?.set(entity, { ...state.get(table)?.get(entity), [field]: null });
  }
  for (const [table, rows] of state) {
    for (const entity of [...(deleted.get(table) ?? []), ...destroyed]) rows.delete(entity);
  }
  return state;
}

function sizeOf({ deleted, nulled, destroyed }: Effects): number {
  return [...deleted.values(), ...nulled.values(), destroyed].reduce((sum, { size }) => sum + size, 0);
}

/** The entities that had a row in a table and have none. */
function deletedRows(before: State, state: State, table: string): number[] {
  return [...(before.get(table)?.keys() ?? [])].filter((entity) => !state.get(table)?.has(entity));
}

/** What `rule` does to the rows that refer to a deleted value. With "restrict" nothing: they lack a target. */
function addEffects(rule: Foreign, value: Value, after: State, { deleted, nulled, destroyed }: Effects): void {
  for (const [entity, row] of after.get(rule.table) ?? []) {
    if (row[rule.field] !== value) continue;
    if (rule.onDelete === 'set_null') nulled.get(rule)?.add(entity);
    else if (rule.onDelete === 'cascade') deleted.get(rule.table)?.add(entity);
    else if (rule.onDelete === 'destroy') destroyed.add(entity);
  }
}

function targetValue({ targetField }: Foreign, entity: number, row: Data): Value {
  return targetField === undefined ? entity : (row[targetField] ?? null);
}

/** The values that a reference may have. */
function targetValues(state: State, rule: Foreign): ReadonlySet<Value> {
  return new Set([...(state.get(rule.target) ?? [])].map(([entity, row]) => targetValue(rule, entity, row)));
}

function repeats(state: State, { table, fields }: Rules['unique'][number]): boolean {
  const keys = [...(state.get(table)?.values() ?? [])]
    .map((row) => fields.map((field) => row[field] ?? null))
    .filter((key) => !key.includes(null))
    .map((key) => JSON.stringify(key));
  return new Set(keys).size < keys.length;
}

function lacksTarget(state: State, rule: Foreign): boolean {
  const values = targetValues(state, rule);
  return [...(state.get(rule.table)?.values() ?? [])].some((row) => {
    const value = row[rule.field] ?? null;
    return value !== null && !values.has(value);
  });
}

function lacksParent(state: State, { table, parent }: Rules['parents'][number]): boolean {
  return [...(state.get(table)?.keys() ?? [])].some((entity) => !state.get(parent)?.has(entity));
}

export function text(state: State): string {
  return JSON.stringify([...state].map(([table, rows]) => [table, [...rows].sort(([a], [b]) => a - b)]));
}
