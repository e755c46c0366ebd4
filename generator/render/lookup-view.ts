/** The view of the lookups of a table: one function for each index. */

import type { TableLayout } from '../layout/index.js';
import { labelOf, type Table } from '../schema/index.js';
import { propertyKey } from './literals.js';
import type { Scope } from './scope.js';
import { dataType } from './type-text.js';

export interface LookupView {
  readonly key: string;
  /** The type of the function, and what makes it. */
  readonly type: string;
  readonly factory: string;
  /** The members of the tuple type of a key. */
  readonly values: readonly string[];
  readonly position: number;
  /** The fields, for a comment. */
  readonly fields: string;
}

type Member = Table['indexes'][number]['members'][number];

export function lookupViews({ table }: TableLayout, scope: Scope): LookupView[] {
  return table.indexes.map(({ name, members, unique }, position) => ({
    key: propertyKey(name),
    type: unique ? scope.runtime.LookupOne : scope.runtime.LookupMany,
    factory: unique ? scope.runtime.lookupOne : scope.runtime.lookupMany,
    values: members.map((member) => labelled(member, scope)),
    position,
    fields: members.map(({ path }) => `\`${path}\``).join(', '),
  }));
}

/** A labelled member of a tuple type. */
function labelled({ path, field, root }: Member, scope: Scope): string {
  const type = dataType(field, scope);
  return `${labelOf(path)}: ${root.nullable ? `${type} | null` : type}`;
}
