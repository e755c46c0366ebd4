/** A table that can only be read: the published rows of one component, and the cursors over them. */

import { type AnyComponent, CLOSED } from '../component/index.js';
import { NO_BYTES, type Views } from '../memory/index.js';
import { Cursors } from './cursors.js';
import type { IndexShape } from './index-shape.js';
import { refreshSide, type TableSide } from './table-side.js';

export class TableReader {
  readonly component: AnyComponent;
  readonly name: string;
  readonly id: number;
  /** Bytes from one record to the next; 0 for a tag. */
  readonly stride: number;
  readonly published: TableSide;
  readonly indexes: readonly IndexShape[];

  readonly #isDebug: boolean;
  /** Made when first needed: a schema may have thousands of tables that are never used. */
  #cursors: Cursors | undefined;
  /** The component made from the descriptor alone, for work by field path, and its cursors. */
  #dynamic: { readonly component: AnyComponent; readonly cursors: Cursors } | undefined;

  constructor(component: AnyComponent, published: TableSide, indexes: readonly IndexShape[], isDebug: boolean) {
    this.component = component;
    this.name = component.TABLE_NAME;
    this.id = component.TABLE_ID;
    this.stride = component.size;
    this.published = published;
    this.indexes = indexes;
    this.#isDebug = isDebug;
  }

  /** The cursors of `component`. */
  get cursors(): Cursors {
    return this.#cursors ?? this.#makeCursors();
  }

  /** The cursors for a component, or `undefined` when it is not one of this table's. */
  cursorsFor(component: AnyComponent): Cursors | undefined {
    if (component === this.component) return this.cursors;
    return component === this.#dynamic?.component ? this.#dynamic.cursors : undefined;
  }

  /** The component that works by field path, made with `create` when first asked for. */
  dynamicComponent(create: () => AnyComponent): AnyComponent {
    if (this.#dynamic === undefined) {
      const component = create();
      const cursors = new Cursors(this, component, this.#isDebug);
      this.#dynamic = { component, cursors };
      this.onCursors(cursors);
    }
    return this.#dynamic.component;
  }

  /** Releases the memory of the published rows, to which cursors still refer. */
  close(): void {
    refreshSide(this.published, NO_BYTES, NO_BYTES, NO_BYTES);
    this.#cursors?.reader.$bind(CLOSED);
    this.#dynamic?.cursors.reader.$bind(CLOSED);
  }

  /** Binds the writing cursors that exist. Hot: each publication replaces the views of the tables that it changed. */
  protected bindWriters(records: Views): void {
    this.#cursors?.writer.$bind(records);
    this.#dynamic?.cursors.writer.$bind(records);
  }

  /** Called when cursors were made. */
  protected onCursors(_cursors: Cursors): void {}

  #makeCursors(): Cursors {
    const cursors = new Cursors(this, this.component, this.#isDebug);
    this.#cursors = cursors;
    this.onCursors(cursors);
    return cursors;
  }
}
