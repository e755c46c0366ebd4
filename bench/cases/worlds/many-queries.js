/** 5,000 entities, each with each of 32 components with probability 0.2. 64 queries of two components, 64 functions. */

import { fractional, times } from '../../lib/expect.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { sumOfSteps } from '../../lib/worlds/data.js';
import { MANY_COMPONENTS, MANY_QUERIES, manySystems } from '../../lib/worlds/many.js';
import { createRandom } from '../../lib/worlds/random.js';

export const title = '64 functions over 64 queries of 32 components, 5,000 entities, 12,800 matches';
export const operations = 1;
export const wanted = [{ name: 'ecsdb', against: 'bitecs', timesAsFast: 1 / 1.5 }];

const PROBABILITY = 0.2;

const random = createRandom(3);
const records = times(5000, (index) => {
  const names = MANY_COMPONENTS.filter(() => random() < PROBABILITY);
  return Object.fromEntries(names.map((name, at) => [name, { value: fractional(index), rate: at + 0.25 }]));
});

/** No system reads a value, so each value moves by the sum of the rates that are added to it. */
function moved(record, sum) {
  const rows = Object.fromEntries(Object.entries(record).map(([name, row]) => [name, { ...row }]));
  for (const { changed, read } of MANY_QUERIES) {
    const left = rows[MANY_COMPONENTS[changed]];
    const right = rows[MANY_COMPONENTS[read]];
    if (left !== undefined && right !== undefined) left.value += right.rate * sum;
  }
  return rows;
}

const setup = {
  schema: 'many',
  shapes: Object.fromEntries(MANY_COMPONENTS.map((name) => [name, ['value', 'rate']])),
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: (runs) => records.map((record) => moved(record, sumOfSteps(runs))),
};

async function createEcsdb(contestant, offer) {
  return offer.runSystems(await manySystems(contestant, offer));
}

async function createPeer(contestant, { world, nextStep, ...offer }) {
  const systems = await manySystems(contestant, offer);
  return () => {
    const step = nextStep();
    for (const system of systems) system(world, step);
  };
}

// piecs is left out: it takes minutes to create the entities, because each is an archetype of its own.
export const contestants = worldContestants(setup, {
  ecsdb: (offer) => createEcsdb('ecsdb', offer),
  'ecsdb forEach': (offer) => createEcsdb('ecsdb forEach', offer),
  'ecsdb ad hoc': (offer) => createEcsdb('ecsdb ad hoc', offer),
  bitecs: (offer) => createPeer('bitecs', offer),
  koota: (offer) => createPeer('koota', offer),
});
