/** One change of a commit. */

import { wrongArgument } from '../arguments.js';
import { type AnyComponent, type DataOf, defineInspection, type Stored } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import type { Commit } from './commit.js';
import type { Decoder } from './decoder.js';
import { fieldsIn } from './known-fields.js';

/**
 * What happened:
 *
 * - `insert`: a row was added.
 * - `update`: some bytes of a row changed.
 * - `replace`: a row was written as a whole; it may be equal to the one before. For example, it was deleted and
 *   inserted again, or moved within its table.
 * - `delete`: a row was deleted.
 * - `create`, `destroy`: an entity began or ended. Its rows have operations of their own.
 */
export type OperationKind = 'insert' | 'update' | 'replace' | 'delete' | 'create' | 'destroy';

/** Where the records of an operation begin; -1 if there is none. */
export interface RowBytes {
  readonly size: number;
  readonly now: number;
  readonly old: number;
  /** The bytes that may have changed, from the start of the record. */
  readonly first: number;
  readonly length: number;
  /** Where these bytes are. */
  readonly changed: number;
}

/** `C` is the component that `is` was asked for. Valid as long as its commit. */
export class Operation<C extends AnyComponent = AnyComponent> {
  static {
    defineInspection(Operation.prototype, function (this: Operation): object {
      return this.#plain();
    });
  }

  readonly kind: OperationKind;
  readonly entity: Entity;
  readonly #commit: Commit<number | undefined>;
  readonly #row: RowBytes;
  readonly #decoder: Decoder;
  #component: AnyComponent | undefined;

  /** @internal */
  constructor(
    commit: Commit<number | undefined>,
    kind: OperationKind,
    entity: Entity,
    component: AnyComponent | undefined,
    row: RowBytes,
    decoder: Decoder,
  ) {
    this.kind = kind;
    this.entity = entity;
    this.#commit = commit;
    this.#component = component;
    this.#row = row;
    this.#decoder = decoder;
  }

  /** The name of the table; `undefined` for `create` and `destroy`. */
  get table(): string | undefined {
    return this.#component?.TABLE_NAME;
  }

  /** True if it concerns a row of this component. Then `data` and `old` have its types. */
  is<Asked extends AnyComponent>(component: Asked): this is Operation<Asked> {
    // Callers without types may pass anything. A row of no table has no name, either.
    const name: unknown = component?.TABLE_NAME;
    if (typeof name !== 'string') throw wrongArgument('is', 'a component', component);
    if (this.#component?.TABLE_NAME !== name) return false;
    // A component without generated code has names of its own for the fields.
    this.#component = component;
    return true;
  }

  /**
   * A copy of the whole row after the transaction; `undefined` for `delete`, `create` and `destroy`, and for an
   * `update` that comes from `history`: see `changed`.
   */
  get data(): Stored<DataOf<C>> | undefined {
    return this.#decode(this.#row.now);
  }

  /**
   * A copy of the whole row before the transaction, for `update`, `replace` and `delete`; `undefined` unless the
   * listener was added with `{ old: true }`.
   */
  get old(): Stored<DataOf<C>> | undefined {
    return this.#decode(this.#old);
  }

  /**
   * For `update`: the values of fields in `fields`, after the transaction. From `onCommit` and `commitsSince`, of all
   * of them. From `history`, of those that follow from the bytes in `range`: the whole field must be in it, and if the
   * field is nullable, the byte with its null bit, too.
   */
  get changed(): Partial<Stored<DataOf<C>>> | undefined {
    if (this.kind !== 'update' || this.#component === undefined) return undefined;
    const { views } = this.#commit.$bytes;
    // `C` is the type of `#component`, once `is` was asked.
    return this.#decoder.decodeChanged(this.#component as C, views, this.#row);
  }

  /** The bytes of the row after the transaction; `undefined` when `data` is. */
  get record(): Uint8Array | undefined {
    return this.#bytes(this.#row.now);
  }

  /** The bytes of the row before the transaction, as `old`. */
  get oldRecord(): Uint8Array | undefined {
    return this.#bytes(this.#old);
  }

  /** For `update`: the first byte of the record that changed, and the number of bytes up to the last one. */
  get range(): { readonly offset: number; readonly length: number } | undefined {
    const { first, length } = this.#row;
    return this.kind === 'update' ? { offset: first, length } : undefined;
  }

  /** For `update`: the bytes of the record in `range`, after the transaction. */
  get rangeBytes(): Uint8Array | undefined {
    const { changed, length } = this.#row;
    return this.kind === 'update' ? this.#commit.$bytes.views.u8.subarray(changed, changed + length) : undefined;
  }

  /**
   * For `update`: names of the fields, as in the schema, that may have changed: those in `range`. Of nullable fields
   * that share a byte for their nulls, all are listed if it changed.
   */
  get fields(): readonly string[] | undefined {
    if (this.kind !== 'update' || this.#component === undefined) return undefined;
    return fieldsIn(this.#component.descriptor, this.#row).map(({ name }) => name);
  }

  /** What is printed: also the row, as long as the commit is valid. */
  #plain(): object {
    const { kind, entity, table } = this;
    if (table === undefined) return { kind, entity };
    try {
      if (kind === 'delete') return { kind, entity, table };
      return kind === 'update'
        ? { kind, entity, table, changed: this.changed }
        : { kind, entity, table, data: this.data };
    } catch {
      return { kind, entity, table };
    }
  }

  get #old(): number {
    return this.#commit.$showsOld ? this.#row.old : -1;
  }

  #decode(at: number): Stored<DataOf<C>> | undefined {
    const { views } = this.#commit.$bytes;
    if (at < 0 || this.#component === undefined) return undefined;
    // `C` is the type of `#component`, once `is` was asked.
    return this.#decoder.decode(this.#component as C, views, at);
  }

  #bytes(at: number): Uint8Array | undefined {
    const { views } = this.#commit.$bytes;
    return at < 0 ? undefined : views.u8.subarray(at, at + this.#row.size);
  }
}
