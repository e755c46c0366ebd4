/** Bodies that move, sent by each library to clients in the same process. Only what the server does is timed. */

import { createColyseus } from '../../libraries/colyseus-bodies.js';
import { createJson } from '../../libraries/json-bodies.js';
import { createServed } from '../../libraries/served-bodies.js';
import { median } from '../statistics.js';

const STEPS_MIN = 5;
/** Until the code of all is compiled; short measurements need as long as others. */
const WARM_UP_MS = 1500;

/** `moved` of `bodies` bodies move in each step, and each client sees as many of them. An operation is a step. */
export function contestants({ moved, ...options }) {
  const measured = (create) => async () => {
    const world = await create(options);
    const visible = (moved * options.clients[0].length) / options.channels;
    return { measure: (seconds) => measureSteps(world, { seconds, moved, visible, clients: options.clients.length }) };
  };
  return { ecsdb: measured(createServed), Colyseus: measured(createColyseus), JSON: measured(createJson) };
}

/** A sample is the time of encoding a step. With the changes before it, and with what clients do, it is `in all`. */
async function measureSteps(world, { seconds, moved, visible, clients }) {
  let steps = 0;
  const step = async () => {
    const begun = performance.now();
    world.move(++steps, moved);
    const changed = performance.now();
    world.send();
    const sent = performance.now();
    await world.receive();
    return { changing: changed - begun, encoding: sent - changed, total: performance.now() - begun };
  };
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end; ) await step();
  const sentBefore = world.sentBytes;
  const times = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < STEPS_MIN) times.push(await step());
  world.check(steps, moved);
  const bytes = (world.sentBytes - sentBefore) / times.length / clients;
  return {
    samples: times.map(({ encoding }) => encoding / 1000),
    facts: {
      'bytes per client': Math.round(bytes),
      'bytes per body': Number((bytes / visible).toFixed(2)),
      'ms changing': Number(median(times.map(({ changing }) => changing)).toFixed(3)),
      'ms in all': Number(median(times.map(({ total }) => total)).toFixed(3)),
    },
  };
}
