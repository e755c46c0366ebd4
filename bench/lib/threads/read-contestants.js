/** Contestants that read single rows in a scattered order, on the owner's thread or on others. */

import { openBodies, putBodies } from '../../libraries/lmdb-bodies.js';
import { makeDataDirectory } from '../durability/directory.js';
import { times } from '../expect.js';
import { bodyOf, createBodies, createSharedBodies, scattered, sumOfX } from './bodies.js';
import { hireCrew } from './crew.js';
import { repeatPasses } from './pass.js';

/** The number of rows. They fit into the level 2 cache. */
const ROWS = 10_000;

export function readByOwner() {
  return {
    async measure(seconds) {
      const { sumOfReads } = await import('./tasks/read-ecsdb.js');
      const { db, entities } = await createBodies(ROWS);
      const inOrder = scattered(ROWS).map((index) => entities[index]);
      return resultOf([repeatPasses(() => sumOfReads(db, inOrder), sumOfX(ROWS), seconds)]);
    },
  };
}

export function readByThreads(count, { inPinnedVersion = false } = {}) {
  return async () => {
    const { entities, handle } = await createSharedBodies(ROWS);
    const data = {
      handle,
      entities: scattered(ROWS).map((index) => entities[index]),
      expected: sumOfX(ROWS),
      inPinnedVersion,
    };
    return crewContestant(await hireCrew(count, 'read-ecsdb', data));
  };
}

export function readByMessage() {
  return async () => {
    const { db, Body, entities } = await createBodies(ROWS);
    const order = scattered(ROWS);
    const data = { entities: order.map((index) => entities[index]), xs: order.map((index) => bodyOf(index).x) };
    const crew = await hireCrew(1, 'read-by-message', data);
    for (const port of crew.ports) {
      port.on('message', (entity) => port.postMessage(db.read(entity, Body, (row) => row.x)));
    }
    return crewContestant(crew);
  };
}

export function readLmdb(count) {
  return async () => {
    const directory = makeDataDirectory();
    const db = await openBodies(directory);
    putBodies(db, times(ROWS, bodyOf));
    const crew = await hireCrew(count, 'read-lmdb', { directory, order: scattered(ROWS), expected: sumOfX(ROWS) });
    return crewContestant(crew, () => db.close());
  };
}

function crewContestant(crew, close) {
  return {
    async measure(seconds) {
      const results = await crew.run(seconds);
      await crew.end();
      await close?.();
      return resultOf(results);
    },
  };
}

/** Threads read at the same time, so their rates are added. */
function resultOf(results) {
  const perSecond = results.reduce((sum, { passes, seconds }) => sum + (passes * ROWS) / seconds, 0);
  return { samples: [1 / perSecond], facts: {} };
}
