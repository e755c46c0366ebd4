/** Requests single rows from the owner, and waits for each reply. */

import { once } from 'node:events';
import { expectEqual } from '../../expect.js';

export function prepare({ entities, xs }, port) {
  let at = 0;
  const step = async () => {
    const asked = at++ % entities.length;
    port.postMessage(entities[asked]);
    const [x] = await once(port, 'message');
    expectEqual(x, xs[asked], 'x');
  };
  return {
    async run(seconds) {
      const begun = performance.now();
      let reads = 0;
      for (; performance.now() < begun + seconds * 1000; reads++) await step();
      return { passes: reads / entities.length, seconds: (performance.now() - begun) / 1000 };
    },
  };
}
