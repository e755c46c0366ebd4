/** Constraints that the runtime upholds. The others are carried into descriptors, and the compiler says so. */

export type Constraint = 'primary_key' | 'unique' | 'indexed' | 'foreign_key' | 'parent_table';

/** The one place to change when the runtime learns to enforce a constraint. */
export const ENFORCED: ReadonlySet<Constraint> = new Set<Constraint>();
