/** Who a client is: what `authenticate` gets and returns. */

import type { AnyComponent, DataOf, Entity, Stored } from '@ecsdb/runtime';
import type { Origin } from './connection.js';

/** What a client brings to be recognised. */
export interface AuthenticationRequest extends Origin {
  /** What the client was given as `token`. */
  readonly token: string;
}

/**
 * Reads rows for the user of a client. What is read is remembered: when it changes, the user is computed again. Usable
 * until the function returns.
 */
export interface AccessReader {
  /** @throws EcsDbError `ENTITY_NOT_FOUND` or `COMPONENT_NOT_FOUND` */
  get<C extends AnyComponent>(entity: Entity, component: C): Stored<DataOf<C>>;
  /** Undefined if there is no such row. */
  tryGet<C extends AnyComponent>(entity: Entity, component: C): Stored<DataOf<C>> | undefined;
  has(entity: Entity, component: AnyComponent): boolean;
  isAlive(entity: Entity): boolean;
}

/** The user, or a function that computes it from rows: now, and when these rows have changed. */
export type Authenticated<User> = User | ((read: AccessReader) => User);

/**
 * Whether a new token names the same user: the one with the same `entity` if both have one, otherwise one with equal
 * content. Never throws.
 */
export function isSameUser(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  const entity = entityOf(one);
  if (entity !== undefined) return entity === entityOf(other);
  try {
    return contentOf(one) === contentOf(other);
  } catch {
    // What contains itself, or is no plain data, cannot be compared.
    return false;
  }
}

function entityOf(user: unknown): unknown {
  return typeof user === 'object' && user !== null && 'entity' in user ? user.entity : undefined;
}

function contentOf(user: unknown): string {
  return JSON.stringify(user, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('no plain data');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    // The content of a `Map`, for example, cannot be seen.
    if (Object.keys(value).length === 0 && Object.prototype.toString.call(value) !== '[object Object]') {
      throw new TypeError('no plain data');
    }
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
