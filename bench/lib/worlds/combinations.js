/**
 * Worlds with many combinations of components: each of 50,000 entities has a few of many. A library that keeps a list
 * for each combination has nearly as many lists as entities. All are inserted in one transaction. Then 100,000 random
 * changes, 1,000 in a transaction: an entity loses a component and gets another one.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expectEqual, times } from '../expect.js';
import { COMBINATION_LIBRARIES } from './combination-libraries.js';
import { createRandom } from './random.js';

const ENTITIES = 50_000;
const CHANGES = 100_000;
const CHANGES_PER_TRANSACTION = 1000;

/** A check of results takes a smaller world. */
const CHECKED = 2000;

export const MEMORY = 'MB';
export const MEMORY_AFTER = 'MB after changes';
const CHANGE = 'us per change';

/** A sample is the time of one insert. */
export function combinationContestants({ name, components, perEntity, row }) {
  return Object.fromEntries(
    Object.entries(COMBINATION_LIBRARIES).map(([library, create]) => [
      library,
      async () => {
        const world = await create(name, components, row);
        return {
          measure: () => measureWorld(world, drawPlan(components, perEntity, ENTITIES, CHANGES)),
          verify: () => measureWorld(world, drawPlan(components, perEntity, CHECKED, CHECKED)),
        };
      },
    ]),
  );
}

/** The components of each entity, and the changes, drawn before anything is timed. */
function drawPlan(components, perEntity, entities, changes) {
  const random = createRandom(8);
  const below = (end) => Math.floor(random() * end);
  const drawOther = (list) => {
    for (;;) {
      const component = below(components);
      if (!list.includes(component)) return component;
    }
  };
  const first = times(entities, () => {
    const list = [];
    while (list.length < perEntity) list.push(drawOther(list));
    return list;
  });
  const last = first.map((list) => [...list]);
  const drawn = times(changes, () => {
    const entity = below(entities);
    const at = below(perEntity);
    const removed = last[entity][at];
    const added = drawOther(last[entity]);
    last[entity][at] = added;
    return { entity, removed, added };
  });
  return { first, changes: drawn, last, components, perEntity };
}

function measureWorld(world, { first, changes, last, components, perEntity }) {
  const before = memory();
  const entities = [];
  const insertSeconds = timed(world, first, first.length, (tx, list) => {
    const entity = world.create(tx);
    for (let at = 0; at < list.length; at++) world.add(tx, entity, list[at]);
    entities.push(entity);
  });
  const built = memory();
  const changeSeconds = timed(world, changes, CHANGES_PER_TRANSACTION, (tx, { entity, removed, added }) => {
    world.remove(tx, entities[entity], removed);
    world.add(tx, entities[entity], added);
  });
  const changed = memory();
  expectCombinations(world, { entities, last, components });
  return {
    samples: [insertSeconds / first.length / perEntity],
    facts: {
      [MEMORY]: built - before,
      [MEMORY_AFTER]: changed - before,
      [CHANGE]: Number(((changeSeconds / changes.length) * 1e6).toPrecision(3)),
    },
  };
}

/** Does `step` for each item, and returns the seconds. */
function timed({ transact }, items, perTransaction, step) {
  const begun = performance.now();
  for (let start = 0; start < items.length; start += perTransaction) {
    transact((tx) => {
      for (let index = start; index < start + perTransaction; index++) step(tx, items[index]);
    });
  }
  return (performance.now() - begun) / 1000;
}

function expectCombinations({ has, count }, { entities, last, components }) {
  const counts = new Int32Array(components);
  for (const [index, list] of last.entries()) {
    for (const component of list) {
      counts[component]++;
      if (!has(entities[index], component)) expectEqual(false, true, `component ${component} of entity ${index}`);
    }
  }
  for (const [component, expected] of counts.entries()) expectEqual(count(component), expected, `rows of ${component}`);
}

/** Memory of the process that is in use, in MB. */
function memory() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return Math.round(process.memoryUsage().rss / 1e6);
}
