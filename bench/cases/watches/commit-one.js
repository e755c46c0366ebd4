/** Commits of one row each, beside watches of other rows, and of the same rows. */

import { expectEqual, expectList, times } from '../../lib/expect.js';
import { COMMITS, createWatched, NO_WATCH } from '../../lib/watches.js';

const ROWS = 10_000;

export const title = 'change a field of one of 10,000 rows in a transaction and a turn of its own';
export const operations = COMMITS;
export const contestants = {
  [NO_WATCH]: () => changeEach(0, () => {}),
  '1 watch of another table': () => changeEach(0, ({ watchOthers }) => watchOthers(1)),
  '1 watch of the table': () => changeEach(COMMITS, ({ watchTable }) => watchTable(1)),
  '1,000 watches of other rows': () => changeEach(0, ({ watchRows }) => watchRows(1000)),
  '1,000 watches of other entities': () => changeEach(0, ({ watchEntities }) => watchEntities(1000)),
  '1,000 watches of other keys': () => changeEach(0, ({ watchKeys }) => watchKeys(1000)),
  '1,000 watches of the table': () => changeEach(COMMITS * 1000, ({ watchTable }) => watchTable(1000)),
  '@adobe/data, no observer': () => changeEachOfAdobe(0),
  '@adobe/data, 1,000 observers of other entities': () => changeEachOfAdobe(1000),
};

/** `start` starts watches, which are called `calls` times in each run. */
async function changeEach(calls, start) {
  const world = await createWatched(ROWS);
  start(world);
  const check = (runs) =>
    world.check(
      times(ROWS, (index) => (index < COMMITS ? runs : 0)),
      runs * calls,
    );
  const run = async () => world.changeEach();
  return { run, check };
}

async function changeEachOfAdobe(observers) {
  const { createAdobeData } = await import('../../libraries/adobe-data.js');
  const { db } = createAdobeData();
  const entities = times(ROWS, () => db.transactions.insert(0));
  let calls = 0;
  // Each observer is called once when it is added.
  for (let number = 0; number < observers; number++) db.observe.entity(entities[ROWS - 1 - number])(() => calls++);
  let runs = 0;
  const run = async () => {
    runs++;
    for (let commit = 0; commit < COMMITS; commit++) {
      db.transactions.update({ entity: entities[commit], value: runs });
      await undefined;
    }
  };
  const check = () => {
    expectList(
      entities.map((entity) => db.get(entity, 'value')),
      times(ROWS, (index) => (index < COMMITS ? runs : 0)),
      'values',
    );
    expectEqual(calls, observers, 'calls of observers');
  };
  return { run, check };
}
