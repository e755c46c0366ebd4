/**
 * The contestants of a world. `setup` describes the world, the same for every library:
 *
 * - `shapes`: the fields of each component
 * - `schema`: the schema of bench/schemas/ that has these components, `worlds` if it is absent
 * - `capacity`: more than the greatest number of entities
 * - `build(structure)`: creates the entities by `structure.create`, `add`, `remove` and `destroy`; returns them
 * - `ticks` and `change(tick, structure, entities)`, if the world changes before the first run: what each tick changes.
 *   Each tick is a transaction of its own
 * - `expected(runs)`: the record of each of these entities after that many runs, from another calculation
 * - `expectedTotal(runs)`: the value of `total` then, 0 if it is absent
 *
 * `programs` has a program for each contestant. The first word of its name is the library. A program gets what its
 * library's file in libraries/ offers, `entities`, `nextStep` (see data.js), and `total`, whose `value` is for sums of
 * what it has read. It returns what one run does.
 */

import { expectEqual, expectList } from '../expect.js';
import { createSteps } from './data.js';

export function worldContestants(setup, programs) {
  return Object.fromEntries(
    Object.entries(programs).map(([name, program]) => [name, () => createContestant(setup, name, program)]),
  );
}

async function createContestant(setup, name, program) {
  const { shapes, schema = 'worlds', capacity, build, ticks = 0, change, expected, expectedTotal = () => 0 } = setup;
  const [library] = name.split(' ');
  const { createWorld } = await import(`../../libraries/world-${library}.js`);
  const nextStep = createSteps();
  const world = await createWorld({ shapes, schema, capacity, nextStep });
  const entities = world.build(build);
  for (let tick = 0; tick < ticks; tick++) world.build((structure) => change(tick, structure, entities));
  const total = { value: 0 };
  return {
    run: await program({ ...world.offer, entities, nextStep, total }),
    check: (runs) => {
      expectEqual(total.value, expectedTotal(runs), 'total');
      expectWorld(world, { shapes, entities, records: expected(runs) });
    },
  };
}

function expectWorld({ get, population }, { shapes, entities, records }) {
  expectEqual(population(), records.length, 'entities');
  const components = Object.entries(shapes);
  for (const [index, record] of records.entries()) {
    for (const [name, fields] of components) {
      const row = get(entities[index], name);
      if (!isEqual(row, record[name], fields)) expectList([row], [record[name]], `${name} of entity ${index}`);
    }
  }
}

function isEqual(row, expected, fields) {
  if (row === undefined || expected === undefined) return row === expected;
  return fields.every((field) => row[field] === expected[field]);
}
