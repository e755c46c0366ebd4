/** The entities of an input, by their indexes: which are alive, which indexes were used before, on which line. */

import { GENERATION_LIMIT, INDEX_LIMIT, SLOTS_MAX } from '../entity/index.js';
import { LineFault } from './problems.js';

const PAGE_SHIFT = 8;
const PAGE_SLOTS = 2 ** PAGE_SHIFT;

/** Pages, because a line may have any index: one line allocates 5 KiB at most. */
class Page {
  /** As slots of the registry (entity/entities.ts): the id, the negative of the next id, or NaN. 0 for no line. */
  readonly slots: Float64Array = new Float64Array(PAGE_SLOTS);
  /** The first line about the index. */
  readonly lines: Uint32Array = new Uint32Array(PAGE_SLOTS);
  /** The id in the database. */
  readonly created: Float64Array = new Float64Array(PAGE_SLOTS);
  /** The row's line, of the table that is being checked. */
  readonly rowLines: Uint32Array = new Uint32Array(PAGE_SLOTS);
  /** The table that `rowLines` is about. */
  checked: object | undefined;
}

export class StagedEntities {
  readonly #pages: (Page | undefined)[] = [];
  /** Entities that are alive. */
  count = 0;

  /** An entity that is alive. It may be on several lines. */
  add(id: unknown, line: number): number {
    const given = requireId(id);
    const index = given >>> 0;
    const page = this.#page(index);
    const at = index & (PAGE_SLOTS - 1);
    const slot = page.slots[at] as number;
    if (slot === given) return given;
    if (slot !== 0) throw contradiction(index, given, slot, page.lines[at] as number);
    page.slots[at] = given;
    page.lines[at] = line;
    this.count++;
    return given;
  }

  /** An index that is free; `next` is the id that it gets next. */
  addFree(next: unknown, line: number): void {
    const given = requireId(next);
    this.#set(given >>> 0, -given, line);
  }

  /** An index that is not used again. */
  addRetired(index: unknown, line: number): void {
    const given = requireId(index);
    if (given >= INDEX_LIMIT) throw new LineFault('WRONG_ENTITY', `expects an index below 2^32, got ${given}`);
    this.#set(given, Number.NaN, line);
  }

  has(id: number): boolean {
    return this.#pages[pageOf(id)]?.slots[id & (PAGE_SLOTS - 1)] === id;
  }

  /** The id in the database of an entity that is alive; 0 for any other id. */
  createdOf(id: number): number {
    const page = this.#pages[pageOf(id)];
    const at = id & (PAGE_SLOTS - 1);
    return page?.slots[at] === id ? (page.created[at] as number) : 0;
  }

  setCreated(id: number, created: number): void {
    this.#page(id >>> 0).created[id & (PAGE_SLOTS - 1)] = created;
  }

  /** Calls `visit` with each slot that is not 0, in the order of the indexes. */
  forEach(visit: (index: number, slot: number, line: number) => void): void {
    for (const [number, page] of this.#pages.entries()) {
      if (page === undefined) continue;
      for (let at = 0; at < PAGE_SLOTS; at++) {
        const slot = page.slots[at] as number;
        if (slot !== 0) visit(number * PAGE_SLOTS + at, slot, page.lines[at] as number);
      }
    }
  }

  /** Notes the row of an entity in the table `key`. Returns the line of an earlier row, or 0. */
  noteRow(key: object, id: number, line: number): number {
    const page = this.#page(id >>> 0);
    if (page.checked !== key) {
      page.checked = key;
      page.rowLines.fill(0);
    }
    const at = id & (PAGE_SLOTS - 1);
    const earlier = page.rowLines[at] as number;
    if (earlier === 0) page.rowLines[at] = line;
    return earlier;
  }

  #set(index: number, slot: number, line: number): void {
    const page = this.#page(index);
    const at = index & (PAGE_SLOTS - 1);
    const earlier = page.slots[at] as number;
    if (earlier !== 0) throw contradiction(index, slot, earlier, page.lines[at] as number);
    page.slots[at] = slot;
    page.lines[at] = line;
  }

  #page(index: number): Page {
    const number = index >>> PAGE_SHIFT;
    let page = this.#pages[number];
    if (page === undefined) {
      page = new Page();
      // Without holes, arrays are fast.
      while (this.#pages.length < number) this.#pages.push(undefined);
      this.#pages[number] = page;
    }
    return page;
  }
}

function pageOf(id: number): number {
  return (id >>> 0) >>> PAGE_SHIFT;
}

/** The id of an entity that a database can have. */
function requireId(id: unknown): number {
  const isId = typeof id === 'number' && Number.isInteger(id) && id > 0 && id < GENERATION_LIMIT * INDEX_LIMIT;
  const index = isId ? id >>> 0 : 0;
  if (index === 0) throw new LineFault('WRONG_ENTITY', `expects the id of an entity, got ${JSON.stringify(id)}`);
  if (index >= SLOTS_MAX) {
    throw new LineFault(
      'WRONG_ENTITY',
      `has the entity ${id} with the index ${index}, and the highest is ${SLOTS_MAX - 1}`,
    );
  }
  return id as number;
}

function contradiction(index: number, slot: number, earlier: number, line: number): LineFault {
  const both = `${stateOf(index, slot)}, and on line ${line} it is ${stateOf(index, earlier)}`;
  const code = Number.isNaN(slot) || slot === earlier ? 'DUPLICATE' : 'WRONG_ENTITY';
  return new LineFault(code, `says that index ${index} is ${both}`);
}

function stateOf(index: number, slot: number): string {
  if (Number.isNaN(slot)) return 'retired';
  return slot > 0 ? `that of entity ${slot}` : `free, next ${-slot || index}`;
}
