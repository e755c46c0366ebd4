/** The tables of each query's lists. */

import { alternatives, type Fault, keyFault, quote, valueFault } from '../diagnostics/index.js';
import { QUERY_LISTS, type QueryList, type RawQuery } from './document.js';
import type { Query, Table } from './model.js';
import { camelCase } from './names.js';
import { described } from './resolve-types.js';

/**
 * A table may be in one list. Alternatives may also be optional, which passes their rows, and may be in several groups.
 */
export function resolveQuery(raw: RawQuery, tables: ReadonlyMap<string, Table>, report: (fault: Fault) => void): Query {
  const seen = new Map<string, QueryList>();
  const resolved: Record<QueryList, Table[]> = { write: [], read: [], with: [], without: [], optional: [] };
  for (const list of QUERY_LISTS) {
    for (const named of raw.lists[list]) {
      const earlier = seen.get(named.name);
      seen.set(named.name, earlier ?? list);
      const where = earlier === list ? `twice in "${list}"` : `in "${earlier}" and in "${list}"`;
      const table = tableAt(named, earlier && where);
      if (table !== undefined) resolved[list].push(table);
    }
  }
  const any = raw.any.map((group) => {
    const names = new Set<string>();
    return group.tables.flatMap((named) => {
      const earlier = seen.get(named.name);
      const isTwice = names.has(named.name);
      names.add(named.name);
      const other = earlier === 'optional' ? undefined : earlier && `in "${earlier}" and in "any"`;
      return tableAt(named, isTwice ? 'twice in one list of "any"' : other) ?? [];
    });
  });
  if (raw.lists.write.length + raw.lists.read.length + raw.lists.with.length === 0) {
    const message = `query ${quote(raw.name)} requires no table; name at least one in "write", "read" or "with"`;
    report(keyFault('ECS062', message, raw.path));
  }
  return { ...described(raw), exportName: camelCase(raw.name), ...resolved, any };

  /** The table, or `undefined` once a fault is reported. `where` says in which other place the query names it. */
  function tableAt({ name, path }: RawQuery['lists'][QueryList][number], where: string | undefined): Table | undefined {
    const table = tables.get(name);
    if (table === undefined) {
      const { suggestion, help } = alternatives(name, tables.keys());
      report(valueFault('ECS060', `unknown table ${quote(name)}${suggestion}`, path, help));
      return undefined;
    }
    if (where === undefined) return table;
    report(valueFault('ECS061', `query ${quote(raw.name)} names table ${quote(name)} ${where}; name it once`, path));
    return undefined;
  }
}
