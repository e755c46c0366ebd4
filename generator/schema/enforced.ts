/**
 * Constraints that the runtime enforces. The compiler warns about all others, which are only recorded in descriptors.
 */

export type Constraint = 'primary_key' | 'unique' | 'indexed' | 'foreign_key' | 'parent_table';

/** To be changed when the runtime enforces a constraint. */
export const ENFORCED: ReadonlySet<Constraint> = new Set<Constraint>();
