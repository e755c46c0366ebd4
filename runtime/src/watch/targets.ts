/** What can be watched, and how a call of `watch` finds it. */

import { requireFunction, wrongArgument } from '../arguments.js';
import { type AnyComponent, OptionalTerm, WriteTerm } from '../component/index.js';
import { type Entity, requireAlive } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { Lookup, LookupKey, WatchedLookup } from '../lookup/index.js';
import {
  type DeclaredQuery,
  declaredBy,
  type Query,
  QueryLoop,
  type QueryTerm,
  type WatchedQuery,
} from '../query/index.js';
import type { Reader } from '../read/index.js';
import type { StoreSide } from '../table/index.js';
import type { EntityChanges, RowChanges } from './changes.js';
import type { Watches } from './watches.js';

/** A declared query, as generated code exports it. */
type QueryFunction = (source: Reader) => { count(): number; next(): boolean };

/** What `watch` takes, besides an entity: rows whose changes are reported. */
export type WatchTarget = AnyComponent | QueryFunction | Query<readonly QueryTerm[]> | Lookup | LookupKey;

export type RowListener = (changes: RowChanges) => void;
export type EntityListener = (changes: EntityChanges) => void;

/** The arguments of `watch`. */
export type WatchArguments =
  | readonly [entity: Entity, listener: EntityListener]
  | readonly [entity: Entity, component: AnyComponent, listener: RowListener]
  | readonly [target: WatchTarget, listener: RowListener];

/** Starts a watch over the published side of `host`. Returns a function that stops it. */
export function startWatch(watches: Watches, host: Reader, given: WatchArguments): () => void {
  const { side } = host;
  const [target, second, third] = given;
  if (typeof target === 'number') {
    if (given.length < 3) {
      requireFunction('watch', second);
      requireAlive(side.entities, target, 'watch');
      return watches.watchEntity(target, second as EntityListener);
    }
    requireFunction('watch', third);
    requireAlive(side.entities, target, 'watch');
    return watches.watchRow(target, side.store.tableOf(second as AnyComponent, 'watch'), third as RowListener);
  }
  requireFunction('watch', second);
  return startOfRows(watches, host, target, second as RowListener);
}

function startOfRows(watches: Watches, host: Reader, target: WatchTarget, listener: RowListener): () => void {
  if (typeof target === 'function') return watches.watchQuery(declaredQuery(target, host.side), listener);
  // Callers without types may pass anything.
  if (typeof target !== 'object' || target === null) throw noTarget(target);
  // Not by their classes, so that programs without indexes do not contain lookups.
  if ('$over' in target) return startOfRows(watches, host, target.$over(host), listener);
  if ('$watched' in target) return startWatched(watches, host.side, target.$watched, listener);
  if (!('TABLE_ID' in target)) throw noTarget(target);
  return watches.watchTable(host.side.store.tableOf(target, 'watch'), listener);
}

function startWatched(
  watches: Watches,
  side: StoreSide,
  watched: WatchedLookup | WatchedQuery,
  listener: RowListener,
): () => void {
  const isLookup = 'range' in watched;
  if (watched.side !== side) throw notOfDatabase(isLookup ? 'lookup' : 'query');
  return isLookup ? watches.watchLookup(watched, listener) : watches.watchQuery(watched, listener);
}

function declaredQuery(target: QueryFunction, side: StoreSide): WatchedQuery {
  const query = declaredBy(target);
  if (query === undefined) throw noTarget(target);
  return tablesOf(query, side);
}

function tablesOf(query: DeclaredQuery<unknown, unknown>, side: StoreSide): WatchedQuery {
  const { name, rows, optional = [], with: others, without, any = [] } = query.definition;
  const resolve = (components: readonly AnyComponent[]) => components.map((one) => side.store.tableOf(one, name));
  return {
    identity: query,
    side,
    rows: resolve(rows),
    optional: resolve(optional),
    with: resolve(others),
    without: resolve(without),
    any: any.map(resolve),
  };
}

function notOfDatabase(what: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `watch() got a ${what} of a transaction, of a pinned version or of another database. Make it from the database ` +
      'on which you call watch().',
  );
}

/** What is wrong with an argument that cannot be watched, and what was probably meant. */
function noTarget(target: unknown): EcsDbError {
  const expected = 'an entity, a component, a query, a lookup or a key as the first argument';
  if (target === undefined) {
    return wrongArgument(
      'watch',
      `${expected}. If this was to be the entity with a unique key, watch the key: for example by.name.key('ann')`,
      target,
    );
  }
  if (target instanceof QueryLoop) {
    return wrongArgument('watch', `${expected}: the declared query itself, as moving, not moving(db)`, target);
  }
  if (target instanceof WriteTerm || target instanceof OptionalTerm) {
    return wrongArgument('watch', `${expected}: a component without .mut and .optional`, target);
  }
  return wrongArgument('watch', expected, target);
}
