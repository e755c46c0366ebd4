/** Building an ordered index from sorted entries. */

import {
  commonAtMost,
  commonWith,
  countBits,
  HEADER_DEPTH,
  HEADER_ENTRIES,
  HEADER_ROOT,
  NODE_NEXT,
  NODE_PREVIOUS,
  nodeCapacity,
  separate,
} from './node.js';
import { NodeRows } from './node-rows.js';
import type { Nodes } from './nodes.js';

/** `entries` are `count` sorted entries, at least one. The index is empty. */
export function buildNodes(nodes: Nodes, entries: Uint32Array, count: number): void {
  const leaves = new NodeRows(nodes.entryWords);
  leaves.entries = entries;
  leaves.count = count;
  let children = buildLevel(nodes, leaves, 0);
  let depth = 1;
  while (children.count > 1) children = buildLevel(nodes, children, depth++);
  nodes.mark(0);
  nodes.set(0, HEADER_ROOT, children.children[0] as number);
  nodes.set(0, HEADER_DEPTH, depth);
  nodes.set(0, HEADER_ENTRIES, count);
}

/** Stores sorted rows in as few nodes of a level as possible, and returns the rows of their parents. */
function buildLevel(nodes: Nodes, rows: NodeRows, level: number): NodeRows {
  const { entryWords } = nodes;
  const starts = startsOf(rows, level);
  const parents = new NodeRows(entryWords);
  parents.reserve(starts.length);
  parents.count = starts.length;
  nodes.reserve(starts.length);
  let previous = 0;
  for (const [i, start] of starts.entries()) {
    const node = nodes.take(level);
    rows.store(nodes.words, node, start, (starts[i + 1] ?? rows.count) - start);
    parents.children[i] = node;
    separateFrom(rows, start, level, parents, i);
    nodes.set(node, NODE_PREVIOUS, previous);
    if (previous !== 0) nodes.set(previous, NODE_NEXT, node);
    previous = node;
  }
  return parents;
}

/** Writes the entry of a node that starts at row `start`. */
function separateFrom(rows: NodeRows, start: number, level: number, parents: NodeRows, i: number): void {
  const { entries, entryWords } = rows;
  const at = start * entryWords;
  // The entries of inner nodes separate their children already.
  if (level === 0 && start > 0) {
    separate(entries, at - entryWords, entries, at, entryWords, parents.entries, i * entryWords);
  } else parents.entries.set(entries.subarray(at, at + entryWords), i * entryWords);
}

/** Where the nodes start, if each takes as many rows as fit. */
function startsOf({ entries, entryWords, count }: NodeRows, level: number): number[] {
  const starts = [0];
  const skipped = level > 0 ? 1 : 0;
  let start = 0;
  let common = commonAtMost(entryWords, level);
  for (let i = 1; i < count; i++) {
    const first = start + skipped;
    const kept =
      i <= first ? common : commonWith(common, entries, first * entryWords, entries, i * entryWords, entryWords);
    if (i - start + 1 <= nodeCapacity(entryWords, level, countBits(kept))) common = kept;
    else {
      starts.push(i);
      start = i;
      common = commonAtMost(entryWords, level);
    }
  }
  return starts;
}
