/** Reads single rows of a shared database: each pinned by itself, or all of a pass in one pinned version. */

import { attach, Body } from '../attach.js';
import { repeatPasses } from '../pass.js';

export function prepare({ handle, entities, expected, inPinnedVersion }) {
  const db = attach(handle);
  const pass = inPinnedVersion
    ? () => db.pinVersion((view) => sumOfReads(view, entities))
    : () => sumOfReads(db, entities);
  return { run: (seconds) => repeatPasses(pass, expected, seconds), end: () => db.close() };
}

export function sumOfReads(reader, entities) {
  let sum = 0;
  for (let at = 0; at < entities.length; at++) sum += reader.read(entities[at], Body, xOf);
  return sum;
}

function xOf(row) {
  return row.x;
}
