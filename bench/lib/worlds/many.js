/**
 * The program of many systems: 64 queries over 32 components, with a function each. In a program each function has its
 * own place in the source, and V8 collects type feedback for each place. Closures from one place share it. So this
 * writes the source of a module for each contestant, to dist/many/.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { times } from '../expect.js';

const OUT = new URL('../../dist/many/', import.meta.url);
const COMPONENTS = 32;

export const MANY_COMPONENTS = times(COMPONENTS, (index) => `C${twoDigits(index)}`);

/** Each query changes the value of one component by the rate of another one. */
export const MANY_QUERIES = times(2 * COMPONENTS, (index) => ({
  name: `move${twoDigits(index)}`,
  changed: index % COMPONENTS,
  read: ((index % COMPONENTS) + (index < COMPONENTS ? 1 : 9)) % COMPONENTS,
}));

/** How a system looks in each library. `left` is the component that it changes. */
const SYSTEMS = {
  ecsdb: ({ name, left, right }) => `(tx, step) => {
    const m = offer.${name}(tx);
    while (m.next()) m.${left.toLowerCase()}.value += m.${right.toLowerCase()}.rate * step;
  }`,
  'ecsdb forEach': ({ name }) => `(tx, step) => {
    offer.${name}(tx).forEach((left, right) => {
      left.value += right.rate * step;
    });
  }`,
  'ecsdb ad hoc': ({ left, right }) => `(tx, step) => {
    tx.query(offer.${left}.mut, offer.${right}).forEach((left, right) => {
      left.value += right.rate * step;
    });
  }`,
  bitecs: ({ left, right }) => `(world, step) => {
    const entities = offer.query(world, [offer.${left}, offer.${right}]);
    const values = offer.${left}.value;
    const rates = offer.${right}.rate;
    for (let index = 0; index < entities.length; index++) values[entities[index]] += rates[entities[index]] * step;
  }`,
  koota: ({ left, right }) => `(world, step) => {
    world.query(offer.${left}, offer.${right}).useStores(([left, right], entities) => {
      for (let index = 0; index < entities.length; index++) {
        const id = entities[index].id();
        left.value[id] += right.rate[id] * step;
      }
    });
  }`,
};

/** The program of a contestant: returns its systems. */
export async function manySystems(contestant, offer) {
  const { createSystems } = await import(moduleOf(contestant));
  return createSystems(offer);
}

/** Writes the modules. Called before anything is measured. */
export function writeManyModules() {
  mkdirSync(OUT, { recursive: true });
  for (const [contestant, system] of Object.entries(SYSTEMS)) {
    const systems = MANY_QUERIES.map(({ name, changed, read }) =>
      system({ name, left: MANY_COMPONENTS[changed], right: MANY_COMPONENTS[read] }),
    );
    const source = `export const createSystems = (offer) => [\n  ${systems.join(',\n  ')},\n];\n`;
    writeFileSync(new URL(moduleOf(contestant)), source);
  }
}

/** The schema, with a table for each component and a declared query for each system. */
export function manySchema() {
  const tables = MANY_COMPONENTS.map((name) => `[tables.${name.toLowerCase()}]\nfields = [${FIELDS}]\n`);
  const queries = MANY_QUERIES.map(
    ({ name, changed, read }) =>
      `[queries.${name.replace('move', 'move_')}]\nwrite = ["${tableOf(changed)}"]\nread = ["${tableOf(read)}"]\n`,
  );
  return `[database]\nname = "many"\n\n${[...tables, ...queries].join('\n')}`;
}

const FIELDS = '{ name = "value", type = "f32" }, { name = "rate", type = "f32" }';

function tableOf(component) {
  return MANY_COMPONENTS[component].toLowerCase();
}

function moduleOf(contestant) {
  return new URL(`${contestant.replaceAll(' ', '-')}.js`, OUT).href;
}

function twoDigits(index) {
  return String(index).padStart(2, '0');
}
