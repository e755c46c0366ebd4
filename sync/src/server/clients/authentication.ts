/** Who a client is: what `authenticate` gets and returns. */

import type { AnyComponent, DataOf, Entity, Stored } from '@ecsdb/runtime';
import type { Origin } from './connection.js';
import { hasSameContent } from './same-content.js';

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
  try {
    const entity = entityOf(one);
    const otherEntity = entityOf(other);
    if (entity !== undefined && otherEntity !== undefined) return entity === otherEntity;
    return hasSameContent(one, other);
  } catch {
    // A getter of the application has thrown.
    return false;
  }
}

/** Only an id tells users apart. */
function entityOf(user: unknown): number | undefined {
  if (typeof user !== 'object' || user === null || !('entity' in user)) return undefined;
  const { entity } = user;
  return typeof entity === 'number' && entity > 0 ? entity : undefined;
}
