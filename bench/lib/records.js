/** What the entities of a case hold, the same for every library: objects of component name and value. */

import { expectList } from './expect.js';

export const COMPONENT_NAMES = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'Data'];

/** Ids reach no further in any case. */
export const CAPACITY = 1 << 14;

/** The values of one component, in the order of the entities that have it. */
function columnOf(records, name) {
  return records.filter((record) => name in record).map((record) => record[name]);
}

/** Makes a world's `valuesOf(name)`, given how it reads one value. */
export function columnReader(records, ids, read) {
  return (name) => ids.filter((_, index) => name in records[index]).map((id) => read(id, name));
}

/** Checks that every entity holds what its record says. */
export function expectRecords(valuesOf, records) {
  for (const name of COMPONENT_NAMES) expectList(valuesOf(name), columnOf(records, name), `values of ${name}`);
}

/** The records with other values. */
export function mapRecords(records, change) {
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name, record)])),
  );
}
