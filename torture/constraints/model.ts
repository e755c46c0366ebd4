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

export type Outcome = { readonly state: State } | { readonly violations: ReadonlySet<string> };

/** What follows from a transaction that changed `before` to `after`: the state after cascades, or possible codes. */
export function outcomeOf(rules: Rules, before: State, after: State): Outcome {
  const state = new Map([...after].map(([table, rows]) => [table, new Map(rows)]));
  const restricted = cascade(rules, before, state);
  const violations = new Set([
    ...rules.unique.filter((rule) => repeats(state, rule)).map(({ primary }) => (primary ? 'PRIMARY_KEY' : 'UNIQUE')),
    ...rules.foreign.filter((rule) => lacksTarget(state, rule)).map(() => 'FOREIGN_KEY'),
    ...restricted.filter(({ rule, value }) => isReferred(state, rule, value)).map(() => 'FOREIGN_KEY'),
    ...rules.parents.filter((rule) => lacksParent(state, rule)).map(() => 'PARENT'),
  ]);
  return violations.size > 0 ? { violations } : { state };
}

type Mutable = Map<string, Map<number, Data>>;

/** Runs cascades until nothing changes. Returns the values that must not be referred to any more. */
function cascade(rules: Rules, before: State, state: Mutable): { rule: Foreign; value: Value }[] {
  const restricted: { rule: Foreign; value: Value }[] = [];
  let from: State = before;
  for (;;) {
    const start: State = new Map([...state].map(([table, rows]) => [table, new Map(rows)]));
    let hasChanged = false;
    for (const { table, parent } of rules.parents) {
      for (const entity of from.get(parent)?.keys() ?? []) {
        if (!start.get(parent)?.has(entity)) hasChanged = state.get(table)?.delete(entity) || hasChanged;
      }
    }
    for (const rule of rules.foreign) {
      const values = targetValues(start, rule);
      for (const [entity, row] of from.get(rule.target) ?? []) {
        const now = start.get(rule.target)?.get(entity);
        const value = rule.targetField === undefined ? entity : (row[rule.targetField] ?? null);
        if (value === null || values.has(value)) continue;
        if (now !== undefined || rule.onDelete === 'restrict') restricted.push({ rule, value });
        else hasChanged = act(rule, value, state) || hasChanged;
      }
    }
    if (!hasChanged) return restricted;
    from = start;
  }
}

/** Returns whether a row has changed. */
function act(rule: Foreign, value: Value, state: Mutable): boolean {
  const rows = state.get(rule.table) ?? new Map<number, Data>();
  let hasChanged = false;
  for (const [entity, row] of [...rows]) {
    if (row[rule.field] !== value) continue;
    hasChanged = true;
    if (rule.onDelete === 'set_null') rows.set(entity, { ...row, [rule.field]: null });
    else if (rule.onDelete === 'cascade') rows.delete(entity);
    else for (const table of state.values()) table.delete(entity);
  }
  return hasChanged;
}

/** The values that a reference may have. */
function targetValues(state: State, { target, targetField }: Foreign): ReadonlySet<Value> {
  const rows = state.get(target) ?? new Map<number, Data>();
  if (targetField === undefined) return new Set(rows.keys());
  return new Set([...rows.values()].map((row) => row[targetField] ?? null));
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

function isReferred(state: State, rule: Foreign, value: Value): boolean {
  if (targetValues(state, rule).has(value)) return false;
  return [...(state.get(rule.table)?.values() ?? [])].some((row) => row[rule.field] === value);
}

function lacksParent(state: State, { table, parent }: Rules['parents'][number]): boolean {
  return [...(state.get(table)?.keys() ?? [])].some((entity) => !state.get(parent)?.has(entity));
}

export function text(state: State): string {
  return JSON.stringify([...state].map(([table, rows]) => [table, [...rows].sort(([a], [b]) => a - b)]));
}
