/** Building an ordered index from sorted entries. */

import {
  HEADER_DEPTH,
  HEADER_ENTRIES,
  HEADER_ROOT,
  NODE_COUNT,
  NODE_ENTRIES,
  NODE_NEXT,
  NODE_PREVIOUS,
} from './node.js';
import type { Nodes } from './nodes.js';

/** `entries` are `count` sorted entries, at least one. The index is empty. */
export function buildNodes(nodes: Nodes, entries: Uint32Array, count: number): void {
  nodes.reserve(nodesOf(nodes, count) + 1);
  nodes.mark(0);
  let children = buildLeaves(nodes, entries, count);
  let depth = 1;
  while (children.length > 1) children = buildLevel(nodes, children, depth++);
  nodes.set(0, HEADER_ROOT, children[0] as number);
  nodes.set(0, HEADER_DEPTH, depth);
  nodes.set(0, HEADER_ENTRIES, count);
}

function nodesOf(nodes: Nodes, count: number): number {
  let total = 0;
  let level = 0;
  for (let left = count; left > 1 || level === 0; level++) {
    left = Math.ceil(left / nodes.capacity(level));
    total += left;
  }
  return total;
}

function buildLeaves(nodes: Nodes, entries: Uint32Array, count: number): number[] {
  const leaves: number[] = [];
  const { entryWords } = nodes;
  const capacity = nodes.capacity(0);
  let next = 0;
  let previous = 0;
  for (const size of evenly(count, capacity)) {
    const leaf = nodes.take(0);
    for (let i = 0; i < size; i++) {
      for (let word = 0; word < entryWords; word++) {
        nodes.set(leaf, NODE_ENTRIES + word * capacity + i, entries[next++] as number);
      }
    }
    nodes.set(leaf, NODE_COUNT, size);
    previous = link(nodes, previous, leaf);
    leaves.push(leaf);
  }
  return leaves;
}

function buildLevel(nodes: Nodes, children: readonly number[], level: number): number[] {
  const parents: number[] = [];
  const entry = new Uint32Array(nodes.entryWords);
  let next = 0;
  let previous = 0;
  for (const size of evenly(children.length, nodes.capacity(level))) {
    const parent = nodes.take(level);
    for (let i = 0; i < size; i++) {
      const child = children[next++] as number;
      nodes.read(child, 0, entry);
      nodes.insert(parent, i, entry, child);
    }
    previous = link(nodes, previous, parent);
    parents.push(parent);
  }
  return parents;
}

function link(nodes: Nodes, previous: number, node: number): number {
  nodes.set(node, NODE_PREVIOUS, previous);
  if (previous !== 0) nodes.set(previous, NODE_NEXT, node);
  return node;
}

/** Splits `count` into as few parts of at most `limit` as possible, of nearly equal size. */
function evenly(count: number, limit: number): number[] {
  const parts = Math.ceil(count / limit);
  const size = Math.floor(count / parts);
  const larger = count % parts;
  return Array.from({ length: parts }, (_, i) => size + (i < larger ? 1 : 0));
}
