/** The data of the entities of a case, the same for every library: objects of component name and value. */

import { expectList } from './expect.js';

export const COMPONENT_NAMES = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'Data'];

/** No case has a greater id. */
export const CAPACITY = 1 << 14;

/** The values of one component, in the order of its entities. */
function columnOf(records, name) {
  return records.filter((record) => name in record).map((record) => record[name]);
}

/** Makes the function `valuesOf(name)` of a world from a function that reads one value. */
export function columnReader(records, ids, read) {
  return (name) => ids.filter((_, index) => name in records[index]).map((id) => read(id, name));
}

/** Checks that every entity has the values of its record. */
export function expectRecords(valuesOf, records) {
  for (const name of COMPONENT_NAMES) expectList(valuesOf(name), columnOf(records, name), `values of ${name}`);
}

/** Returns the records with other values. */
export function mapRecords(records, change) {
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name, record)])),
  );
}
