/** Properties that lead to the memory of a table, which enumeration, spread and `structuredClone` must skip. */

import { stringLiteral } from './literals.js';
import type { Scope } from './scope.js';
import { wrapped } from './wrap.js';

/** The statement of a constructor that defines one. */
export function hiddenStatement(member: string, value: string, scope: Scope): string {
  return wrapped(`${scope.runtime('defineHidden')}(`, ['this', stringLiteral(member), value], ');', 4);
}
