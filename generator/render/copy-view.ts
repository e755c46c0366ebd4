/** The view of the copy of a match, which `first()` and `toArray()` of a loop return. */

import { type Passed, type QueryClasses, visitorOf } from './query-names.js';
import type { RuntimeNames, Scope } from './scope.js';

/** The copy of a match. */
export interface CopyView {
  readonly type: string;
  /** The function that makes it from the arguments of the callback, whose type is `visitor`. */
  readonly name: string;
  readonly visitor: string;
  readonly rows: readonly CopiedRowView[];
}

interface CopiedRowView {
  readonly runtime: RuntimeNames;
  readonly property: string;
  readonly local: string;
  readonly data: string;
  readonly orUndefined: string;
  readonly optionalChain: string;
}

export function copyView({ loop }: QueryClasses, passed: readonly Passed[], scope: Scope): CopyView {
  return {
    // The `$` avoids the names of exports.
    type: `$${loop}Copy`,
    name: `copy${loop}`,
    visitor: visitorOf(loop),
    rows: passed.map(({ table, member, local, isOptional }) => ({
      runtime: scope.runtime,
      property: member,
      local,
      data: scope.tableData(table),
      orUndefined: isOptional ? ' | undefined' : '',
      optionalChain: isOptional ? '?' : '',
    })),
  };
}
