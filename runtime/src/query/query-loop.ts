/** The loops of declared queries: what generated code has in common. */

import { requireFunction } from '../arguments.js';
import { Inspectable, type Row } from '../component/index.js';
import type { LoopQuery, Stepping } from './loop-query.js';
import type { RunBase } from './run.js';

/**
 * A declared query over a database, a pinned version or a transaction. A generated class adds a property for each table
 * and `next()`, which steps through the matches.
 *
 * Hot: each generated class has its own properties and `next()`, which V8 compiles for each place of use. Objects of
 * all classes come here, so that V8 has to search for properties. Setting the query here took half of the time of
 * making a loop and counting. So there are no properties, and a method reads only `$query`.
 */
export abstract class QueryLoop<
    Rows extends readonly Row[] = readonly Row[],
    Run extends RunBase = RunBase,
    Visitor = never,
  >
  extends Inspectable
  implements Stepping
{
  /** For generated code. */
  protected abstract get $query(): LoopQuery<Rows, Run, Visitor>;

  override $plain(): unknown {
    return { tables: this.$query.match.tables.map((table) => table.name) };
  }

  /**
   * Moves to the next match. Returns false if none is left. Between two calls you can change any rows. The loop
   * continues with the entities that matched when it began and still match.
   *
   * @throws EcsDbError `TRANSACTION_ERROR` if the transaction has ended
   */
  abstract next(): boolean;

  abstract $advance(): boolean;

  /** Calls `visit` once for each match, with the rows, then the entity. */
  forEach(visit: Visitor): void {
    requireFunction('forEach', visit);
    this.$query.forEach(visit);
  }

  /**
   * Calls `visit` once for each run of consecutive rows, for bulk maths over typed arrays. The callback cannot insert
   * or delete rows of the query's tables. The arrays are valid only until it returns.
   */
  runs(visit: (run: Run) => void): void {
    requireFunction('runs', visit);
    this.$query.runs(visit);
  }

  /** Returns how many entities match. */
  count(): number {
    return this.$query.count();
  }
}
