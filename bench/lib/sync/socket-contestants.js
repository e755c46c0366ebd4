/** Servers whose clients are in another process. A sample is the processor time of the server's process in a step. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expectEqual } from '../expect.js';
import { median } from '../statistics.js';
import { createColyseus, createEcsdb, createJson, createPrebuilt, STEP_MS } from './socket-servers.js';

const CROWD = fileURLToPath(new URL('crowd.js', import.meta.url));
const STEPS_PER_SECOND = 1000 / STEP_MS;

export function contestants(clients) {
  const measured = (create) => async () => ({ measure: (seconds) => measure(create, clients, seconds) });
  return {
    'one prebuilt frame': measured(createPrebuilt),
    ecsdb: measured(createEcsdb),
    Colyseus: measured(createColyseus),
    'JSON over ws': measured(createJson),
  };
}

async function measure(create, clients, seconds) {
  const { kind, options, move, expected } = await create();
  const crowd = fork(CROWD, [kind, String(clients)], { stdio: ['ignore', 2, 2, 'ipc'] });
  crowd.send(options);
  expectEqual(await answerOf(crowd), 'ready', 'clients');
  const steps = Math.ceil(seconds * 3 * STEPS_PER_SECOND);
  const samples = [];
  // So that the code of all is compiled.
  for (let step = 1; step <= STEPS_PER_SECOND; step++) await stepAt(step);
  for (let step = 1; step <= steps; step++) {
    const before = process.cpuUsage();
    await stepAt(STEPS_PER_SECOND + step);
    const { user, system } = process.cpuUsage(before);
    samples.push((user + system) / 1e6);
  }
  crowd.send({ expected: expected(STEPS_PER_SECOND + steps) });
  expectEqual(await answerOf(crowd), 'checked', 'positions of all clients');
  crowd.kill();
  // Servers keep their process alive.
  setImmediate(() => process.exit(0));
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const usPerClient = (seconds) => Number(((seconds * 1e6) / clients).toFixed(1));
  // Confirmations, heartbeats and garbage collection are part of the work, and fall into few steps: the mean counts.
  const facts = { 'us per client': usPerClient(mean), 'in most steps': usPerClient(median(samples)) };
  return { samples: [mean], facts };

  async function stepAt(step) {
    move(step);
    await sleep(STEP_MS);
  }
}

async function answerOf(crowd) {
  const [answer] = await Promise.race([once(crowd, 'message'), once(crowd, 'exit').then(() => ['ended'])]);
  return answer;
}
