/** Ways to store 100,000 rows that change, and to show them to another thread; see `shareContestant`. */

import { openBodies, putBodies } from '../../libraries/lmdb-bodies.js';
import { times } from '../expect.js';
import { bodyOf, createSharedBodies } from './bodies.js';
import { ROWS, timeOf } from './share-contestants.js';

/** The numbers per row in a typed array. */
const FIELDS = 5;

/** In a database, with a transaction for each step. The thread reads pinned versions. */
export async function inEcsdb() {
  const { moving } = await import('#generated/threads/index.js');
  const { db, handle } = await createSharedBodies(ROWS);
  return {
    task: 'sum-ecsdb',
    data: { handle },
    step: (way) => db.writeSync((tx) => timeOf(() => moving(tx).runs((run) => moveRun(run, way)))),
    close: () => db.close(),
  };
}

function moveRun({ body, count }, way) {
  const { array, stride, first } = body.column('x');
  const end = first + count * stride;
  for (let at = first; at < end; at += stride) array[at] += way;
}

/** In an array of objects, which is posted. */
export function asObjects() {
  const rows = times(ROWS, bodyOf);
  return {
    task: 'sum-posted-objects',
    data: {},
    change(way) {
      for (const row of rows) row.x += way;
    },
    share: (port) => port.postMessage(rows),
  };
}

/** In a typed array, which is posted as a copy. */
export function asTypedArray() {
  const rows = Float32Array.from(times(ROWS, bodyOf).flatMap(({ x, y, vx, vy, mass }) => [x, y, vx, vy, mass]));
  return {
    task: 'sum-posted-array',
    data: { stride: FIELDS },
    change(way) {
      for (let at = 0; at < rows.length; at += FIELDS) rows[at] += way;
    },
    share: (port) => port.postMessage(rows),
  };
}

/** In objects that are put into LMDB, in a transaction for each step. */
export async function inLmdb(directory) {
  const rows = times(ROWS, bodyOf);
  const db = await openBodies(directory);
  putBodies(db, rows);
  return {
    task: 'sum-lmdb',
    data: { directory },
    change(way) {
      for (const row of rows) row.x += way;
    },
    share: () => putBodies(db, rows),
    close: () => db.close(),
  };
}
