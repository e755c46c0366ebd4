/** Contestants in which threads update rows that another thread owns, each row in a transaction of its own. */

import { openBodies, putBodies } from '../../libraries/lmdb-bodies.js';
import { makeDataDirectory } from '../durability/directory.js';
import { expectEqual, times } from '../expect.js';
import { round } from '../percentile.js';
import { bodyOf, createBodies, createSharedBodies } from './bodies.js';
import { hireCrew } from './crew.js';
import { changeOf, lastChangeOf } from './write.js';

/** The rows of each thread. */
const ROWS = 1000;

export const P50 = 'p50 in us';

/** `count` threads. In each of them, each writer waits for its own transaction. */
export function writeThroughRing(count, writers) {
  return async () => {
    const { db, Body, entities, handle } = await createSharedBodies(count * ROWS);
    const shares = sharesOf(entities, count);
    const crew = await hireCrew(count, 'write-ecsdb', { handle, shares });
    return contestant(crew, writers, { shares, readVx: (entity) => db.get(entity, Body).vx });
  };
}

export function writeByMessage(count, writers) {
  return async () => {
    const { db, Body, entities } = await createBodies(count * ROWS);
    const shares = sharesOf(entities, count);
    const crew = await hireCrew(count, 'write-by-message', { shares });
    for (const port of crew.ports) {
      port.on('message', ({ id, entity, change }) => {
        db.update(entity, Body, change).then(
          (version) => port.postMessage({ id, version }),
          ({ message }) => port.postMessage({ id, error: message }),
        );
      });
    }
    return contestant(crew, writers, { shares, readVx: (entity) => db.get(entity, Body).vx });
  };
}

export function writeLmdb(count, writers) {
  return async () => {
    const directory = makeDataDirectory();
    const db = await openBodies(directory);
    putBodies(db, times(count * ROWS, bodyOf));
    const shares = sharesOf(
      times(count * ROWS, (index) => index),
      count,
    );
    const crew = await hireCrew(count, 'write-lmdb', { directory, shares });
    return contestant(crew, writers, { shares, readVx: (index) => db.get(index).vx, close: () => db.close() });
  };
}

function sharesOf(rows, count) {
  return times(count, (number) => rows.slice(number * ROWS, (number + 1) * ROWS));
}

function contestant(crew, writers, { shares, readVx, close }) {
  return {
    async measure(seconds) {
      const results = await crew.run({ seconds, writers });
      await crew.end();
      for (const [number, { steps }] of results.entries()) expectChanges(shares[number], steps, readVx);
      await close?.();
      const perSecond = results.reduce((sum, result) => sum + result.perSecond, 0);
      return {
        samples: [1 / perSecond],
        facts: {
          [P50]: round(Math.max(...results.map(({ p50 }) => p50)) * 1000),
          'p99 in us': round(Math.max(...results.map(({ p99 }) => p99)) * 1000),
        },
      };
    },
  };
}

function expectChanges(rows, steps, readVx) {
  for (const [index, row] of rows.entries()) {
    const last = lastChangeOf(index, rows.length, steps);
    if (last !== undefined) expectEqual(readVx(row), changeOf(last).vx, 'what was written last');
  }
}
