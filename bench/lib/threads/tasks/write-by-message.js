/** Asks the owner by messages to update rows, and waits for the replies. */

import { driveWriter } from '../write.js';

export function prepare({ shares }, port, number) {
  const own = shares[number];
  const waiting = new Map();
  let next = 0;
  port.on('message', ({ id, version, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(version);
    else reject(new Error(error));
  });
  const ask = (index, change) =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve, reject });
      port.postMessage({ id, entity: own[index], change });
    });
  return { run: driveWriter(own.length, ask) };
}
