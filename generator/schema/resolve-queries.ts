/** The tables of each query's lists. */

import { alternatives, type Fault, keyFault, quote, valueFault } from '../diagnostics/index.js';
import { QUERY_LISTS, type QueryList, type RawQuery } from './document.js';
import type { Query, Table } from './model.js';
import { camelCase } from './names.js';
import { described } from './resolve-types.js';

export function resolveQuery(raw: RawQuery, tables: ReadonlyMap<string, Table>, report: (fault: Fault) => void): Query {
  const seen = new Map<string, QueryList>();
  const resolved: Record<QueryList, Table[]> = { write: [], read: [], with: [], without: [] };
  for (const list of QUERY_LISTS) {
    for (const { table: name, path } of raw.lists[list]) {
      const table = tables.get(name);
      const earlier = seen.get(name);
      seen.set(name, earlier ?? list);
      if (table === undefined) {
        const { suggestion, help } = alternatives(name, tables.keys());
        report(valueFault('ECS060', `unknown table ${quote(name)}${suggestion}`, path, help));
      } else if (earlier !== undefined) {
        const where = earlier === list ? `twice in "${list}"` : `in "${earlier}" and in "${list}"`;
        const message = `query ${quote(raw.name)} names table ${quote(name)} ${where}; name it once`;
        report(valueFault('ECS061', message, path));
      } else {
        resolved[list].push(table);
      }
    }
  }
  if (raw.lists.write.length + raw.lists.read.length + raw.lists.with.length === 0) {
    const message = `query ${quote(raw.name)} requires no table; name at least one in "write", "read" or "with"`;
    report(keyFault('ECS062', message, raw.path));
  }
  return { ...described(raw), exportName: camelCase(raw.name), ...resolved };
}
