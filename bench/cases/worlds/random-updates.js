/** A tenth of 100,000 rows of 12 bytes is updated one by one, in random order, or in the order of the rows. */

import { times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { place, sumOfSteps, VECTOR } from '../../lib/worlds/data.js';
import { createRandom, shuffled } from '../../lib/worlds/random.js';

export const title = 'updates of 10 % of 100,000 rows one by one, published';
export const operations = 10_000;

/** How many times as long the random order may take. */
const TIMES_AS_LONG = 1.3;

export const wanted = [{ name: 'ecsdb', against: 'ecsdb in row order', timesAsFast: 1 / TIMES_AS_LONG }];

const ENTITIES = 100_000;

const indexes = times(ENTITIES, (index) => index);
const chosen = shuffled(indexes, createRandom(6)).slice(0, operations);
const inOrder = chosen.toSorted((a, b) => a - b);

const setup = {
  shapes: { Position: VECTOR },
  capacity: ENTITIES + 1,
  build: ({ create }) => indexes.map((index) => create({ Position: place(index) })),
  expected(runs) {
    const records = indexes.map((index) => ({ Position: place(index) }));
    for (const index of chosen) records[index].Position.x += sumOfSteps(runs);
    return records;
  },
};

function updateEcsdb({ db, Position, entities, nextStep }, order) {
  const updated = order.map((index) => entities[index]);
  let step = 0;
  const change = (position) => {
    position.x += step;
  };
  const system = (tx) => {
    step = nextStep();
    for (let index = 0; index < updated.length; index++) tx.update(updated[index], Position, change);
  };
  return () => db.writeSync(system);
}

function updateBitecs({ Position, entities, nextStep }, order) {
  const updated = order.map((index) => entities[index]);
  return () => {
    const step = nextStep();
    for (let index = 0; index < updated.length; index++) Position.x[updated[index]] += step;
  };
}

export const contestants = worldContestants(setup, {
  ecsdb: (offer) => updateEcsdb(offer, chosen),
  'ecsdb in row order': (offer) => updateEcsdb(offer, inOrder),
  bitecs: (offer) => updateBitecs(offer, chosen),
  'bitecs in row order': (offer) => updateBitecs(offer, inOrder),
});
