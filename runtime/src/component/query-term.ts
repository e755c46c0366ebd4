/** Arguments of `query()` that are made from a component: rows to write, and rows that an entity need not have. */

import type { Row } from './accessor.js';
import type { AnyComponent } from './component.js';
import { defineHidden, Inspectable } from './inspection.js';

/** Terms that write have this type as `$access`, so that the compiler's message about them contains the sentence. */
type WriteAccess = 'rows are written in a transaction only: use .mut with tx.query() inside of write()';

/** The term of a query for a component that the query may write: `Transform.mut`. */
export class WriteTerm<M extends Row> extends Inspectable {
  declare readonly component: AnyComponent;
  /** Only types. */
  declare readonly $row: M;
  declare readonly $access: WriteAccess;
  #optional: OptionalTerm<M, 'write'> | undefined;

  /** The query term for rows that an entity need not have, and that the query may write if it has them. */
  get optional(): OptionalTerm<M, 'write'> {
    this.#optional ??= new OptionalTerm(this);
    return this.#optional;
  }

  constructor(component: AnyComponent) {
    super();
    defineHidden(this, 'component', component);
  }

  /** Only a name: the component has this term as a property, so printing it would not end. */
  override $plain(): string {
    return `${this.component.TABLE_NAME}.mut`;
  }
}

/** The term of a query for rows that an entity need not have: `Velocity.optional` or `Velocity.mut.optional`. */
export class OptionalTerm<R extends Row, Access extends 'read' | 'write'> extends Inspectable {
  /** Only types. */
  declare readonly $row: R;
  declare readonly $access: Access extends 'write' ? WriteAccess : 'read';
  readonly #term: AnyComponent | WriteTerm<Row>;

  constructor(term: AnyComponent | WriteTerm<Row>) {
    super();
    this.#term = term;
  }

  /** The component, or its `.mut`. */
  get term(): AnyComponent | WriteTerm<Row> {
    return this.#term;
  }

  override $plain(): string {
    const term = this.#term;
    return `${term instanceof WriteTerm ? term.$plain() : term.TABLE_NAME}.optional`;
  }
}
