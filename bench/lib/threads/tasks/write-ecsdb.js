/** Updates rows through transactions that the owner commits. */

import { attach, Body } from '../attach.js';
import { driveWriter } from '../write.js';

export function prepare({ handle, shares }, _port, number) {
  const db = attach(handle);
  const own = shares[number];
  return {
    run: driveWriter(own.length, (index, change) => db.update(own[index], Body, change)),
    end: () => db.close(),
  };
}
