/** 100 entities for each of 26 components A to Z. All have Data, too. One query over Data, and one over Z. */

import { fractional, times } from '../../lib/expect.js';
import { mapRecords } from '../../lib/records.js';
import { worldContestants } from '../../lib/worlds/contestants.js';
import { valueShapes } from '../../lib/worlds/data.js';

export const title = 'a loop over 2,600 values in 26 archetypes, and one over 100';
export const operations = 1;

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

const records = times(100, (index) =>
  LETTERS.map((name, component) => ({
    [name]: { value: fractional(index) },
    Data: { value: fractional(index + component) },
  })),
).flat();

function changed(row, name, runs) {
  return (name === 'Data' || name === 'Z') && runs % 2 === 1 ? { value: -row.value } : row;
}

const setup = {
  schema: 'ecs',
  shapes: valueShapes([...LETTERS, 'Data']),
  capacity: records.length + 1,
  build: ({ create }) => records.map(create),
  expected: (runs) => mapRecords(records, (row, name) => changed(row, name, runs)),
};

export const contestants = worldContestants(setup, {
  ecsdb: ({ runSystems, changeData, changeZ }) => {
    return runSystems([
      (tx) => {
        const data = changeData(tx);
        while (data.next()) data.data.value *= -1;
      },
      (tx) => {
        const z = changeZ(tx);
        while (z.next()) z.z.value *= -1;
      },
    ]);
  },

  'ecsdb forEach': ({ db, changeData, changeZ }) => {
    const systems = (tx) => {
      changeData(tx).forEach((row) => {
        row.value *= -1;
      });
      changeZ(tx).forEach((row) => {
        row.value *= -1;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb ad hoc': ({ db, Data, Z }) => {
    const systems = (tx) => {
      tx.query(Data.mut).forEach((row) => {
        row.value *= -1;
      });
      tx.query(Z.mut).forEach((row) => {
        row.value *= -1;
      });
    };
    return () => db.writeSync(systems);
  },

  'ecsdb runs': ({ db, changeData, changeZ }) => {
    const negate = ({ array, first, stride }, count) => {
      for (let index = first, end = first + count * stride; index < end; index += stride) array[index] *= -1;
    };
    const systems = (tx) => {
      changeData(tx).runs((run) => negate(run.data.column('value'), run.count));
      changeZ(tx).runs((run) => negate(run.z.column('value'), run.count));
    };
    return () => db.writeSync(systems);
  },

  bitecs: ({ world, query, Data, Z }) => {
    const negate = (entities, values) => {
      for (let index = 0; index < entities.length; index++) values[entities[index]] *= -1;
    };
    const terms = { data: [Data], z: [Z] };
    return () => {
      negate(query(world, terms.data), Data.value);
      negate(query(world, terms.z), Z.value);
    };
  },

  piecs: ({ world, register, Data, Z }) => {
    for (const component of [Data, Z]) {
      const { value } = component;
      register(
        (entities) => {
          for (let index = 0; index < entities.length; index++) value[entities[index]] *= -1;
        },
        (query) => query.every(component),
      );
    }
    world.initialize();
    return () => world.update();
  },

  koota: ({ world, Data, Z }) => {
    const negate = ([store], entities) => {
      for (let index = 0; index < entities.length; index++) store.value[entities[index].id()] *= -1;
    };
    return () => {
      world.query(Data).useStores(negate);
      world.query(Z).useStores(negate);
    };
  },
});
