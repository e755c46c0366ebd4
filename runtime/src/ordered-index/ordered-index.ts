/** An ordered index that its owner changes, in a region of its own. */

import { assert } from '../errors.js';
import type { Region } from '../memory/index.js';
import { buildNodes } from './build.js';
import {
  HEADER_BLOCKS,
  HEADER_DEPTH,
  HEADER_ENTRIES,
  HEADER_ROOT,
  LEVELS_MAX,
  NODE_NEXT,
  NODE_PREVIOUS,
  nodeCapacity,
} from './node.js';
import { Nodes } from './nodes.js';
import { compareAt, countBefore, entityAt, isEnd, type Place, seek, toNext } from './search.js';

/**
 * Nodes that hold at most a quarter of what fits are joined with a neighbour, if both then hold three quarters at most.
 * So a node that was just joined or split is neither joined nor split again soon.
 */
const FEW = 1 / 4;
const JOINED_MAX = 3 / 4;

/** A full leaf with at most so many entries gives some to a neighbour of which at most this part is used. */
const FEW_ENTRIES = 32;
const BALANCED_MAX = 4 / 5;

/** A node, and a new root. */
const BLOCKS_PER_SPLIT = 2;

const UNKNOWN = 0;
const DIFFERENT = 1;
const EQUAL = 2;

/** Changes the working side of its region. */
export class OrderedIndex {
  /** @internal */
  readonly region: Region;
  /** Words of an entry: those of its key, then the index of the entity. */
  readonly entryWords: number;
  readonly #nodes: Nodes;
  /** For each level, 0 is that of the leaves: the node of the last search, and the position of its child. */
  readonly #path: Uint32Array = new Uint32Array(LEVELS_MAX);
  readonly #positions: Uint32Array = new Uint32Array(LEVELS_MAX);
  /** An entry that becomes that of a child. */
  readonly #separator: Uint32Array;
  /** Whether a neighbour of the entry that was inserted last has its key. */
  #neighbours: number = UNKNOWN;
  /** The place of a search. */
  readonly #place: Place = { leaf: 0, at: 0 };

  /** `name` is that of the table, for errors. */
  constructor(region: Region, keyWords: number, name: string) {
    this.region = region;
    this.entryWords = keyWords + 1;
    this.#nodes = new Nodes(region, this.entryWords, name);
    this.#separator = new Uint32Array(this.entryWords);
    assert(nodeCapacity(this.entryWords, 1, 0) >= 3, 'three entries fit into a node');
  }

  get size(): number {
    return this.#header(HEADER_ENTRIES);
  }

  /** What the published side holds. */
  get published(): { readonly entries: number; readonly blocks: number; readonly depth: number } {
    const { u32 } = this.region.published;
    const [entries = 0, blocks = 0, depth = 0] = [HEADER_ENTRIES, HEADER_BLOCKS, HEADER_DEPTH].map((word) => u32[word]);
    return { entries, blocks, depth };
  }

  /** Adds an entry. Returns false if it is in the index already. */
  insert(entry: Uint32Array): boolean {
    const nodes = this.#nodes;
    nodes.reserve();
    const depth = nodes.get(0, HEADER_DEPTH);
    if (depth === 0) {
      this.#begin(entry);
      this.#neighbours = DIFFERENT;
      return true;
    }
    const at = this.#descend(0, entry);
    const leaf = this.#path[0] as number;
    if (this.#isAt(leaf, at, entry)) return false;
    this.#noteNeighbours(leaf, at, entry);
    this.#insertAt(0, at, entry, 0);
    this.#count(1);
    return true;
  }

  /**
   * True if another entry has the key of this one, which was inserted just now. Hot: usually both neighbours were in
   * its leaf, and no second search is needed.
   */
  hasTwin(entry: Uint32Array): boolean {
    if (this.#neighbours !== UNKNOWN) return this.#neighbours === EQUAL;
    const { u32 } = this.region.working;
    const { entryWords } = this;
    const place = this.#place;
    seek(u32, entry, entryWords - 1, false, place);
    if (entityAt(u32, entryWords, place) !== entry[entryWords - 1]) return true;
    toNext(u32, place);
    return !isEnd(u32, place) && compareAt(u32, place, entry, entryWords - 1) === 0;
  }

  /** Removes an entry. Returns false if it is not in the index. */
  remove(entry: Uint32Array): boolean {
    this.#nodes.refresh();
    const depth = this.#header(HEADER_DEPTH);
    if (depth === 0) return false;
    const at = this.#descend(0, entry);
    if (!this.#isAt(this.#path[0] as number, at, entry)) return false;
    this.#removeAt(0, at);
    this.#count(-1);
    return true;
  }

  /** Fills the empty index with `count` sorted entries. */
  build(entries: Uint32Array, count: number): void {
    assert(this.size === 0, 'only an empty index is built');
    if (count > 0) buildNodes(this.#nodes, entries, count);
  }

  #header(word: number): number {
    const { u32 } = this.region.working;
    return u32.length === 0 ? 0 : (u32[word] as number);
  }

  #begin(entry: Uint32Array): void {
    const nodes = this.#nodes;
    const leaf = nodes.take(0);
    nodes.insert(leaf, 0, entry);
    nodes.set(0, HEADER_ROOT, leaf);
    nodes.set(0, HEADER_DEPTH, 1);
    nodes.set(0, HEADER_ENTRIES, 1);
  }

  #count(change: number): void {
    const nodes = this.#nodes;
    nodes.mark(0);
    nodes.set(0, HEADER_ENTRIES, nodes.get(0, HEADER_ENTRIES) + change);
  }

  /**
   * Finds the node of a level where an entry belongs, and sets the path. Returns its position: in a leaf, that of the
   * first entry that is not less; in an inner node, that of the first one that is greater.
   */
  #descend(level: number, entry: Uint32Array): number {
    const nodes = this.#nodes;
    const { words, entryWords } = nodes;
    let node = nodes.get(0, HEADER_ROOT);
    for (let above = nodes.get(0, HEADER_DEPTH) - 1; above > level; above--) {
      const at = countBefore(words, node, 1, entry, entryWords, true) - 1;
      this.#path[above] = node;
      this.#positions[above] = at;
      node = nodes.child(node, at);
    }
    this.#path[level] = node;
    return level === 0
      ? countBefore(words, node, 0, entry, entryWords, false)
      : countBefore(words, node, 1, entry, entryWords, true);
  }

  #isAt(leaf: number, at: number, entry: Uint32Array): boolean {
    const nodes = this.#nodes;
    const place = this.#place;
    place.leaf = leaf;
    place.at = at;
    return at < nodes.count(leaf) && compareAt(nodes.words, place, entry, this.entryWords) === 0;
  }

  /** The entry will be inserted at this position. */
  #noteNeighbours(leaf: number, at: number, entry: Uint32Array): void {
    const { words, entryWords } = this.#nodes;
    this.#neighbours = UNKNOWN;
    if (at === 0 || at >= this.#nodes.count(leaf)) return;
    const place = this.#place;
    place.leaf = leaf;
    place.at = at;
    const isNextEqual = compareAt(words, place, entry, entryWords - 1) === 0;
    place.at = at - 1;
    const isEqual = isNextEqual || compareAt(words, place, entry, entryWords - 1) === 0;
    this.#neighbours = isEqual ? EQUAL : DIFFERENT;
  }

  /** Inserts an entry into the node of the path at `level`, and splits it if it is full. */
  #insertAt(level: number, position: number, entry: Uint32Array, child: number): void {
    const nodes = this.#nodes;
    for (let at = position; ; at = this.#descend(level, entry)) {
      const node = this.#path[level] as number;
      nodes.mark(node);
      if (nodes.insert(node, at, entry, child)) return;
      if (!this.#balance(level, node, at, entry)) this.#split(level, node, at, entry);
    }
  }

  /**
   * Moves entries of a full leaf to a neighbour that is not full. Where few entries fit into a leaf, this saves a fifth
   * of the memory; where many fit, it would take more time than the memory is worth.
   */
  #balance(level: number, node: number, at: number, entry: Uint32Array): boolean {
    const nodes = this.#nodes;
    const count = nodes.count(node);
    if (level > 0 || count > FEW_ENTRIES || level + 1 >= nodes.get(0, HEADER_DEPTH)) return false;
    // Entries that arrive in order fill their nodes. An entry with other words than the common ones needs a split.
    if (at === count && nodes.get(node, NODE_NEXT) === 0) return false;
    if (nodes.capacityWith(node, entry) < nodes.capacity(node)) return false;
    const parent = this.#path[1] as number;
    const position = this.#positions[1] as number;
    // With two entries more, the full leaf always gives one.
    const hasSpace = (other: number): boolean => nodes.count(other) <= Math.min(count * BALANCED_MAX, count - 2);
    const next = position + 1 < nodes.count(parent) ? nodes.child(parent, position + 1) : 0;
    if (next !== 0 && hasSpace(next) && this.#balanceWith(node, next, position + 1)) return true;
    const previous = position > 0 ? nodes.child(parent, position - 1) : 0;
    return previous !== 0 && hasSpace(previous) && this.#balanceWith(previous, node, position);
  }

  /** `position` is that of `right` in the parent of both. */
  #balanceWith(left: number, right: number, position: number): boolean {
    const nodes = this.#nodes;
    nodes.mark(left);
    nodes.mark(right);
    if (!nodes.balance(left, right)) return false;
    const parent = this.#path[1] as number;
    nodes.mark(parent);
    nodes.remove(parent, position);
    this.#insertAt(1, position, nodes.separatorOf(left, nodes.count(left) - 1, right, 0), right);
    return true;
  }

  /** Moves a part of a node of the path to a new one, so that there is more space for an entry at this position. */
  #split(level: number, node: number, at: number, entry: Uint32Array): void {
    const nodes = this.#nodes;
    const cut = this.#cutOf(node, at, entry);
    const separator = nodes.separator(node, cut);
    // Entries without common words can split a node several times.
    nodes.reserve(BLOCKS_PER_SPLIT);
    const right = nodes.take(level);
    this.#link(node, right);
    nodes.split(node, cut, right);
    if (level + 1 < nodes.get(0, HEADER_DEPTH)) {
      this.#insertAt(level + 1, (this.#positions[level + 1] as number) + 1, separator, right);
      return;
    }
    const root = nodes.take(level + 1);
    nodes.insert(root, 0, separator, node);
    nodes.insert(root, 1, separator, right);
    nodes.set(0, HEADER_ROOT, root);
    nodes.set(0, HEADER_DEPTH, level + 2);
  }

  /** Where to split a node: there are entries on both sides. */
  #cutOf(node: number, at: number, entry: Uint32Array): number {
    const nodes = this.#nodes;
    const count = nodes.count(node);
    // Entries that arrive in order fill their nodes.
    if (at === count && nodes.get(node, NODE_NEXT) === 0) return count - 1;
    const left = count >>> 1;
    if (count - left < nodes.capacityWith(node, entry)) return left;
    // An entry with other words than the common ones leaves space for few beside it.
    return Math.min(Math.max(at, 1), count - 1);
  }

  /** Puts a node after another one of its level. */
  #link(node: number, right: number): void {
    const nodes = this.#nodes;
    const next = nodes.get(node, NODE_NEXT);
    nodes.set(right, NODE_NEXT, next);
    nodes.set(right, NODE_PREVIOUS, node);
    nodes.set(node, NODE_NEXT, right);
    if (next === 0) return;
    nodes.mark(next);
    nodes.set(next, NODE_PREVIOUS, right);
  }

  /** Removes an entry from the node of the path at `level`, and joins or frees the node if it holds few. */
  #removeAt(level: number, at: number): void {
    const nodes = this.#nodes;
    const node = this.#path[level] as number;
    nodes.mark(node);
    nodes.remove(node, at);
    const count = nodes.count(node);
    if (level + 1 === nodes.get(0, HEADER_DEPTH)) {
      this.#shrinkRoot(node, level, count);
      return;
    }
    if (count > nodes.capacity(node) * FEW) return;
    const parent = this.#path[level + 1] as number;
    const position = this.#positions[level + 1] as number;
    if (position + 1 < nodes.count(parent)) this.#join(level, node, nodes.child(parent, position + 1), position + 1);
    else if (position > 0) this.#join(level, nodes.child(parent, position - 1), node, position);
  }

  /** Moves all entries of `right` to `left`, if they fit well; `position` is that of `right` in their parent. */
  #join(level: number, left: number, right: number, position: number): void {
    const nodes = this.#nodes;
    nodes.mark(left);
    nodes.mark(right);
    nodes.read(this.#path[level + 1] as number, position, this.#separator);
    if (!nodes.join(left, right, this.#separator, JOINED_MAX)) return;
    this.#unlink(left, right);
    nodes.free(right);
    this.#removeAt(level + 1, position);
  }

  #unlink(left: number, right: number): void {
    const nodes = this.#nodes;
    const next = nodes.get(right, NODE_NEXT);
    nodes.set(left, NODE_NEXT, next);
    if (next === 0) return;
    nodes.mark(next);
    nodes.set(next, NODE_PREVIOUS, left);
  }

  /** The root is dropped when it is empty, or has only one child. */
  #shrinkRoot(root: number, level: number, count: number): void {
    const nodes = this.#nodes;
    if (count > (level === 0 ? 0 : 1)) return;
    nodes.mark(0);
    nodes.set(0, HEADER_ROOT, level === 0 ? 0 : nodes.child(root, 0));
    nodes.set(0, HEADER_DEPTH, level);
    nodes.free(root);
  }
}
